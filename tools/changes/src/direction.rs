//! Directions of values: requests can widen, responses can narrow.
//!
//! The vendor changes first; existing programs use the old version: a client if the vendor is called, a server if the
//! vendor calls (`direction: inbound`). So there are two directions in any module. What our side writes according to
//! the old version must be accepted by a vendor of the new version; what that vendor writes must be accepted by our
//! side as the old version reads it. Each rule tells how the set of values shifts, and [`Flow::breaks`] tells whether
//! the shift breaks something.
//!
//! The two sides read values differently. A vendor is known only from its documents, so it accepts what they say and
//! nothing else. Our side reads as the runtime does: it accepts numbers for strings, ignores unknown fields and keeps
//! unknown values.

/// Relation of the new version's values to those of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shift {
    /// Each side accepts what the other writes.
    Same,
    /// The new version accepts what the old one writes, but not the reverse.
    Wider,
    /// The old version accepts what the new one writes, but not the reverse.
    Narrower,
    /// Neither accepts what the other writes.
    Apart,
}

impl Shift {
    /// Creates a shift from its two halves.
    pub(crate) const fn from_acceptance(new_takes_old: bool, old_takes_new: bool) -> Self {
        match (new_takes_old, old_takes_new) {
            (true, true) => Self::Same,
            (true, false) => Self::Wider,
            (false, true) => Self::Narrower,
            (false, false) => Self::Apart,
        }
    }

    /// Creates the shift between two lists of allowed items.
    pub(crate) fn of_sets<T: PartialEq>(old: &[T], new: &[T]) -> Self {
        Self::from_acceptance(
            old.iter().all(|one| new.contains(one)),
            new.iter().all(|one| old.contains(one)),
        )
    }
}

/// A kind of message, as a bit of [`Flows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A request to the vendor.
    Call = 1,
    /// The vendor's response.
    Response = 2,
    /// A request from the vendor.
    Event = 4,
    /// The response to the vendor.
    Reply = 8,
}

impl Message {
    /// Returns the flow of an action's request.
    pub(crate) const fn request(inbound: bool) -> Self {
        if inbound { Self::Event } else { Self::Call }
    }

    /// Returns the flow of an action's response.
    pub(crate) const fn response(inbound: bool) -> Self {
        if inbound { Self::Reply } else { Self::Response }
    }

    /// Whether the message goes to the vendor, who has the new version; otherwise it comes to us, who have the old
    /// one.
    pub(crate) const fn to_vendor(self) -> bool {
        matches!(self, Self::Call | Self::Reply)
    }

    /// Whether the message is a request. Limits are checked in requests only.
    pub(crate) const fn is_request(self) -> bool {
        matches!(self, Self::Call | Self::Event)
    }

    /// Whether existing programs break: values sent to the vendor can widen, values from the vendor can narrow.
    pub(crate) const fn breaks(self, shift: Shift) -> bool {
        match (self.to_vendor(), shift) {
            (_, Shift::Same) | (true, Shift::Wider) | (false, Shift::Narrower) => false,
            (_, Shift::Apart) | (true, Shift::Narrower) | (false, Shift::Wider) => true,
        }
    }
}

/// All flows in which an item is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Messages(u8);

impl Messages {
    const ALL: [Message; 4] = [Message::Call, Message::Response, Message::Event, Message::Reply];

    /// Creates a set with this flow only.
    pub(crate) const fn only(flow: Message) -> Self {
        Self(flow as u8)
    }

    /// Returns the flows of either.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns the flows of both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Iterates over the flows.
    pub(crate) fn iter(self) -> impl Iterator<Item = Message> {
        Self::ALL.into_iter().filter(move |flow| self.0 & *flow as u8 != 0)
    }

    /// Whether a shift breaks any of the flows.
    pub(crate) fn break_by(self, shift: Shift) -> bool {
        self.iter().any(|flow| flow.breaks(shift))
    }

    /// Whether one of the flows is a request.
    pub(crate) fn have_requests(self) -> bool {
        self.iter().any(Message::is_request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_may_widen_and_responses_may_narrow() {
        let allowed = |flow: Message| {
            [Shift::Same, Shift::Wider, Shift::Narrower, Shift::Apart]
                .into_iter()
                .filter(|shift| !flow.breaks(*shift))
                .collect::<Vec<_>>()
        };
        assert_eq!(allowed(Message::Call), [Shift::Same, Shift::Wider]);
        assert_eq!(allowed(Message::Response), [Shift::Same, Shift::Narrower]);
        // If the vendor calls, the directions are reversed.
        assert_eq!(allowed(Message::Event), allowed(Message::Response));
        assert_eq!(allowed(Message::Reply), allowed(Message::Call));
        // A type that is sent in both directions can neither widen nor narrow.
        let both = Messages::only(Message::Call).or(Messages::only(Message::Response));
        assert!(!both.break_by(Shift::Same) && both.break_by(Shift::Wider) && both.break_by(Shift::Narrower));
    }
}
