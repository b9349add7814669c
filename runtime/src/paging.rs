//! Paged lists: the parameters that request a page, and the parts of a page that lead to the next one.

use bindery_vocabulary::{Encoding, PagesBy};

use crate::Action;
use crate::metadata::metadata_struct;
use crate::wire::{Fault, Out, Value, Wire};

metadata_struct! {
    /// Pagination of an action's response. Paths lead to a field of the response, names joined by dots.
    pub struct PagesInfo {
        /// Creates the pagination of an action whose response is the list of records.
        new {
            /// How a page is requested.
            by: PagesBy,
        }
        values {
            /// Path to the list of records; empty if the response is the list.
            records: &'static str = "",
            /// Number of the first page, where pages have numbers.
            first: i64 = 1,
        }
        options {
            /// Maximum page size, in records.
            largest: i64,
            /// Path to the total number of records.
            count: &'static str,
            /// Path to the number of the last page.
            last: &'static str,
            /// Path to what is requested next: cursor, address, page number, or number of records to skip.
            next: &'static str,
            /// Path to the boolean that says whether there are more pages.
            more: &'static str,
            /// Path to the identifier in a record; empty if the record is the identifier.
            id: &'static str,
        }
    }
}

/// Action whose response is one page of a list. Implemented by [`paged!`](crate::paged).
///
/// ```
/// use bindery_runtime::{Caller, Code, Error, Paged, StreamExt};
///
/// async fn all<C: Caller, A: Paged<Api = C::Api>>(
///     client: &C,
///     request: A,
/// ) -> Result<Vec<A::Record>, Error<Code<A>>> {
///     let mut all = Vec::new();
///     let mut records = client.records(request);
///     while let Some(record) = records.next().await {
///         all.push(record?);
///     }
///     Ok(all)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the response of `{Self}` is not paged",
    label = "not a paged action",
    note = "a spec declares an action as paged with `pages`"
)]
pub trait Paged: Action {
    /// Type of the records in the list.
    type Record: Send + 'static;
    /// Metadata of the pagination.
    const PAGES: &'static PagesInfo;

    /// Returns the text of the parameter that says which page is requested; `None` when the request does not set it, or
    /// pages have addresses.
    fn position(&self) -> Option<String> {
        None
    }

    /// Sets the parameter that says which page is requested.
    ///
    /// # Errors
    /// When the text is not a value of the parameter.
    fn set_position(&mut self, _text: &str) -> Result<(), Fault> {
        Ok(())
    }

    /// Returns the requested page size, in records; `None` when the request does not set it.
    fn limit(&self) -> Option<i64> {
        None
    }

    /// Sets the page size to request, in records.
    ///
    /// # Errors
    /// When the number is not a value of the parameter.
    fn set_limit(&mut self, _records: i64) -> Result<(), Fault> {
        Ok(())
    }

    /// Returns the records of a page.
    fn into_records(page: Self::Response) -> Vec<Self::Record>;
}

/// Implements [`Paged`](crate::Paged) for an action: the Rust fields of the request for the position and the size of a
/// page, either of which may be left out; the expression that takes the records out of a page; the type of a record; and
/// the metadata.
///
/// ```text
/// rt::paged! {
///     ListUsers { position: cursor, limit: limit },
///     |page| page.users => User,
///     rt::metadata::PagesInfo::new(rt::metadata::PagesBy::Cursor).records("users").next("next").largest(500)
/// }
/// ```
#[macro_export]
macro_rules! paged {
    (
        $action:ident { $(position: $position:ident $(,)?)? $(limit: $limit:ident)? },
        |$page:ident| $records:expr => $record:ty,
        $info:expr
    ) => {
        #[allow(deprecated)]
        impl $crate::Paged for $action {
            type Record = $record;
            const PAGES: &'static $crate::metadata::PagesInfo = &$info;

            $(fn position(&self) -> Option<String> {
                $crate::generated::parameter_text(&self.$position)
            }

            fn set_position(&mut self, text: &str) -> Result<(), $crate::wire::Fault> {
                $crate::generated::set_parameter(&mut self.$position, text)
            })?

            $(fn limit(&self) -> Option<i64> {
                $crate::generated::parameter_text(&self.$limit)?.parse().ok()
            }

            fn set_limit(&mut self, records: i64) -> Result<(), $crate::wire::Fault> {
                $crate::generated::set_parameter(&mut self.$limit, &records.to_string())
            })?

            fn into_records($page: Self::Response) -> Vec<$record> {
                $records
            }
        }
    };
}

/// Returns the text of a parameter; `None` when it is absent. Called by the expansion of [`paged!`](crate::paged).
#[doc(hidden)]
pub fn parameter_text<T: Wire>(value: &T) -> Option<String> {
    let mut text = String::new();
    value.write(&mut Out::text(&mut text, Encoding::Plain));
    (!value.is_absent()).then_some(text)
}

/// Sets a parameter to the value that a text has. Called by the expansion of [`paged!`](crate::paged).
#[doc(hidden)]
pub fn set_parameter<T: Wire>(parameter: &mut T, text: &str) -> Result<(), Fault> {
    *parameter = T::read(&Value::Text(text.into()))?;
    Ok(())
}
