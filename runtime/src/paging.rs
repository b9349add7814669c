//! Paged lists: the parameters that request a page, and the fields that hold its records.

use crate::Action;

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
    /// Maximum page size, in records.
    const LARGEST: i64;

    /// Returns the number of records to skip.
    fn skip(&self) -> i64;

    /// Returns the requested page size, in records; `None` when the request does not set it.
    fn limit(&self) -> Option<i64>;

    /// Sets the page to request: number of records to skip, page size in records.
    fn set_page(&mut self, skip: i64, limit: i64);

    /// Returns the number of records on a page, and the total number in the list if the page contains it.
    fn found(page: &Self::Response) -> (usize, Option<i64>);

    /// Returns the records of a page.
    fn into_records(page: Self::Response) -> Vec<Self::Record>;
}

/// Implements [`Paged`](crate::Paged) for an action: `paged! { ListUsers { skip, limit: 500 } => users: User, count }`.
/// Names the Rust fields for paging in the request, the largest page, and the fields of the response with the records
/// and the total number; the last may be left out.
#[macro_export]
macro_rules! paged {
    ($action:ident { $skip:ident, $limit:ident: $largest:literal } => $records:ident: $record:ty $(, $count:ident)? $(,)?) => {
        #[allow(deprecated)]
        impl $crate::Paged for $action {
            type Record = $record;
            const LARGEST: i64 = $largest;

            fn skip(&self) -> i64 {
                Option::from(self.$skip).unwrap_or(0)
            }

            fn limit(&self) -> Option<i64> {
                self.$limit.into()
            }

            fn set_page(&mut self, skip: i64, limit: i64) {
                self.$skip = skip.into();
                self.$limit = limit.into();
            }

            fn found(page: &Self::Response) -> (usize, Option<i64>) {
                let count: Option<i64> = None;
                $(let count = count.or(page.$count.into());)?
                (Option::from(&page.$records).map_or(0, Vec::<$record>::len), count)
            }

            fn into_records(page: Self::Response) -> Vec<$record> {
                Option::from(page.$records).unwrap_or_default()
            }
        }
    };
}
