//! Lists that come in pages: which parameters ask for the next page, and where its records stand.

use crate::Action;

/// An action whose answer is one page of a list. Implemented by [`paged!`](crate::paged).
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
    message = "the answers of `{Self}` do not come in pages",
    label = "not an action whose list has pages",
    note = "a spec says so of an action with `pages`"
)]
pub trait Paged: Action {
    /// One record of the list.
    type Record: Send + 'static;
    /// The largest page.
    const LARGEST: i64;

    /// How many records are skipped.
    fn skip(&self) -> i64;

    /// How many records are asked for, where that is said.
    fn limit(&self) -> Option<i64>;

    /// The request for this page.
    fn set_page(&mut self, skip: i64, limit: i64);

    /// How many records a page has, and how many the list has where the page says so.
    fn found(page: &Self::Response) -> (usize, Option<i64>);

    /// The records of a page.
    fn into_records(page: Self::Response) -> Vec<Self::Record>;
}

/// Says which parameters of an action ask for a page, and where its records and their number stand in the answer:
/// `paged! { ListUsers { skip, limit: 500 } => users: User, count }`. Names are those of Rust; the number is the largest
/// page; the count may be left out.
#[macro_export]
macro_rules! paged {
    ($action:ident { $skip:ident, $limit:ident: $largest:literal } => $records:ident: $record:ty $(, $count:ident)? $(,)?) => {
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
