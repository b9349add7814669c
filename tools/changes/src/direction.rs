//! 'Requests may widen, answers may narrow', said once.
//!
//! The vendor moves first; what runs already is ours: a client where the vendor is called, a server where the vendor calls
//! (`direction: inbound`). So there are two directions, whatever stands in a module: what our side writes, as the old
//! version says, must be taken by a vendor of the new version; what that vendor writes must be taken by our side, as the
//! old version reads it. Each rule says how the set of values shifts, and [`Flow::breaks`] says whether that hurts.
//!
//! How values are taken is not the same on both sides. Of the vendor only the documents are known, so it takes what they
//! say and nothing else. Our side reads as the runtime does: it takes numbers for texts, passes over unknown fields and
//! keeps unknown values.

/// How the values of the new version stand to those of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// Each side takes what the other writes.
    Same,
    /// The new takes what the old writes, but not the other way round.
    Wider,
    /// The old takes what the new writes, but not the other way round.
    Narrower,
    /// Neither takes what the other writes.
    Apart,
}

impl Shift {
    /// The shift by its two halves.
    pub(crate) const fn of(new_takes_old: bool, old_takes_new: bool) -> Self {
        match (new_takes_old, old_takes_new) {
            (true, true) => Self::Same,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (false, false) => Self::Apart,
        }
    }

    /// The shift of a list of things that are allowed.
    pub(crate) fn of_sets<T: PartialEq>(old: &[T], new: &[T]) -> Self {
        Self::of(old.iter().all(|one| new.contains(one)), new.iter().all(|one| old.contains(one)))
    }
}

/// Something that travels, as a bit of [`Flows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// A request to the vendor.
    Call = 1,
    /// The vendor's answer.
    Answer = 2,
    /// A request from the vendor.
    Event = 4,
    /// The answer to the vendor.
    Reply = 8,
}

impl Flow {
    /// The request of an action.
    pub(crate) const fn request(inbound: bool) -> Self {
        if inbound { Self::Event } else { Self::Call }
    }

    /// The answer of an action.
    pub(crate) const fn answer(inbound: bool) -> Self {
        if inbound { Self::Reply } else { Self::Answer }
    }

    /// Whether it goes to the vendor, who has the new version; otherwise it comes to us, who have the old one.
    pub(crate) const fn to_vendor(self) -> bool {
        matches!(self, Self::Call | Self::Reply)
    }

    /// Whether it is a request. Limits are held against requests alone.
    pub(crate) const fn is_request(self) -> bool {
        matches!(self, Self::Call | Self::Event)
    }

    /// Whether what runs already does not get along with the change: what goes to the vendor may widen, what comes from
    /// there may narrow.
    pub(crate) const fn breaks(self, shift: Shift) -> bool {
        match (self.to_vendor(), shift) {
            (_, Shift::Same) | (true, Shift::Wider) | (false, Shift::Narrower) => false,
            (_, Shift::Apart) | (true, Shift::Narrower) | (false, Shift::Wider) => true,
        }
    }
}

/// All flows in which something travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flows(u8);

impl Flows {
    const ALL: [Flow; 4] = [Flow::Call, Flow::Answer, Flow::Event, Flow::Reply];

    /// This one alone.
    pub(crate) const fn only(flow: Flow) -> Self {
        Self(flow as u8)
    }

    /// Those of either.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Each of them.
    pub(crate) fn iter(self) -> impl Iterator<Item = Flow> {
        Self::ALL.into_iter().filter(move |flow| self.0 & *flow as u8 != 0)
    }

    /// Whether a change hurts in any of them.
    pub(crate) fn break_by(self, shift: Shift) -> bool {
        self.iter().any(|flow| flow.breaks(shift))
    }

    /// Whether one of them is a request.
    pub(crate) fn have_requests(self) -> bool {
        self.iter().any(Flow::is_request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_may_widen_and_answers_may_narrow() {
        let allowed = |flow: Flow| {
            [Shift::Same, Shift::Wider, Shift::Narrower, Shift::Apart]
                .into_iter()
                .filter(|shift| !flow.breaks(*shift))
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed(Flow::Call), [Shift::Same, Shift::Wider]);
        assert_eq!(allowed(Flow::Answer), [Shift::Same, Shift::Narrower]);
        // Where the vendor calls, the directions are turned round.
        assert_eq!(allowed(Flow::Event), allowed(Flow::Answer));
        assert_eq!(allowed(Flow::Reply), allowed(Flow::Call));
        // A type that travels both ways may do neither.
        let both = Flows::only(Flow::Call).or(Flows::only(Flow::Answer));
        assert!(!both.break_by(Shift::Same) && both.break_by(Shift::Wider) && both.break_by(Shift::Narrower));
    }
}
