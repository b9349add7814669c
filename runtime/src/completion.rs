//! Long-running operations: the action that starts one, the action that polls it, and the states that end it.

use crate::Action;
use crate::failure::at_path;
use crate::metadata::metadata_struct;
use crate::wire::{Document, Response, Value, Wire};

metadata_struct! {
    /// Completion of an operation: where the parameters of the polling action come from, and the states that end it.
    /// Paths lead to a field of a response, names joined by dots.
    pub struct CompletionInfo {
        /// Creates the completion of an operation that ends with these states.
        new {
            /// States of a completed operation: texts of the field, or names of response variants.
            done: &'static [&'static str],
        }
        values {
            /// States of a failed operation.
            failed: &'static [&'static str] = &[],
            /// Parameters of the polling action, each with the path to its value in the start's response.
            with: &'static [(&'static str, &'static str)] = &[],
            /// Parameters of the polling action with the value of the start's parameter of the same name.
            same: &'static [&'static str] = &[],
        }
        options {
            /// Path to the state in the polling action's response. Default: the response variant is the state.
            field: &'static str,
        }
        flags {
            /// Whether the polling action repeats the request of the start.
            again,
            /// Whether the header `Location` of the start's response has the address that is polled.
            location,
        }
    }
}

/// State of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperationState {
    /// The operation goes on.
    Running,
    /// The operation is completed.
    Done,
    /// The operation has failed.
    Failed,
}

impl CompletionInfo {
    /// Returns the state that a field of a response tells; without the field, the operation goes on.
    pub fn state(&self, response: &Value<'_>) -> OperationState {
        let is = |states: &[&str]| {
            let among = |value: &Value<'_>| Some(states.iter().any(|state| is_state(value, state)));
            self.field.and_then(|path| at_path(response, path, among)).unwrap_or(false)
        };
        match (is(self.done), is(self.failed)) {
            (true, _) => OperationState::Done,
            (false, true) => OperationState::Failed,
            (false, false) => OperationState::Running,
        }
    }
}

/// Whether a value is this state. A boolean may have any of its encodings.
fn is_state(value: &Value<'_>, state: &str) -> bool {
    match state {
        "true" | "false" => bool::read(value).is_ok_and(|flag| flag == (state == "true")),
        _ => value.scalar_text().is_some_and(|text| text == state),
    }
}

/// Action that starts an operation, which goes on after the response. Implemented by [`completes!`](crate::completes).
///
/// ```
/// use bindery_runtime::client::WaitResult;
/// use bindery_runtime::{Caller, Completes};
///
/// async fn run<C: Caller, A: Completes<Api = C::Api>>(client: &C, request: A) -> WaitResult<A> {
///     client.wait(request).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` starts no operation",
    label = "complete with its response",
    note = "a spec declares how an operation is polled with `completes`"
)]
pub trait Completes: Action {
    /// Action that returns the state of the operation.
    type Poll: Action<Api = Self::Api>;
    /// Metadata of the completion.
    const COMPLETION: &'static CompletionInfo;

    /// Returns the response of the start as one of the polling action, if both have the same type; otherwise returns it
    /// unchanged, as the error.
    ///
    /// # Errors
    /// When the two actions have different responses.
    fn polled(started: Self::Response) -> Result<<Self::Poll as Action>::Response, Self::Response> {
        Err(started)
    }

    /// Returns the state of the operation in a response of the polling action. Default: the field of the metadata.
    fn state(response: &<Self::Poll as Action>::Response) -> OperationState {
        let json = response.to_body(Self::Poll::INFO).unwrap_or_default();
        // Without content there is no field.
        Document::parse(json.as_bytes())
            .map_or(OperationState::Running, |document| Self::COMPLETION.state(&document.value()))
    }
}

/// Implements [`Completes`](crate::Completes) for an action that starts an operation: the polling action; the name of
/// the start's response if both have the same; the response variants that end the operation if they are the state; and
/// the metadata.
///
/// ```text
/// rt::completes! {
///     PowerOn => super::actions::GetAction { polled: started },
///     rt::metadata::CompletionInfo::new(&["success"]).with(&[("id", "action.id")]).field("action.status")
/// }
///
/// rt::completes! {
///     StartExport => GetExport { done: GetExportResponse::Finished { .. }, failed: GetExportResponse::Broken { .. } },
///     rt::metadata::CompletionInfo::new(&["finished"]).failed(&["broken"]).location()
/// }
/// ```
#[macro_export]
macro_rules! completes {
    (
        $start:ident => $poll:ty {
            $(polled: $started:ident $(,)?)?
            $(done: $done:pat $(, failed: $failed:pat)? $(,)?)?
        },
        $info:expr
    ) => {
        #[allow(deprecated)]
        impl $crate::Completes for $start {
            type Poll = $poll;
            const COMPLETION: &'static $crate::metadata::CompletionInfo = &$info;

            $(fn polled(
                $started: Self::Response,
            ) -> Result<<Self::Poll as $crate::Action>::Response, Self::Response> {
                Ok($started)
            })?

            $(fn state(
                response: &<Self::Poll as $crate::Action>::Response,
            ) -> $crate::metadata::OperationState {
                if matches!(response, $done) {
                    return $crate::metadata::OperationState::Done;
                }
                $(if matches!(response, $failed) {
                    return $crate::metadata::OperationState::Failed;
                })?
                $crate::metadata::OperationState::Running
            })?
        }
    };
}
