//! Actions whose response is what the server has understood: the request as Rust prints it, and the bytes of files.

use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext};

use super::Backend;
use super::api::{ErrorCode, bodies, lists, places, prelude::*, styles};

/// Implements the actions of a module that respond with their request, beside others.
macro_rules! echo {
    ($backend:ident: $($method:ident: $request:ty,)* { $($more:item)* }) => {
        impl $backend for Backend {
            $(async fn $method(&self, request: $request, _: RequestContext) -> BackendResult<$request> {
                Ok(format!("{request:?}"))
            })*

            $($more)*
        }
    };
}

echo! {
    BodiesBackend: object: bodies::Object, change: bodies::Change, replace_labels: bodies::ReplaceLabels,
    replace_count: bodies::ReplaceCount, remove: bodies::Remove, find: bodies::Find, form: bodies::Form,
    note: bodies::Note, table: bodies::Table, {
        async fn blob(&self, request: bodies::Blob, _: RequestContext) -> BackendResult<bodies::Blob> {
            Ok(format!("{:?}", &request.data[..]))
        }

        async fn upload(&self, request: bodies::Upload, _: RequestContext) -> BackendResult<bodies::Upload> {
            Ok(format!("{}: {}", request.name, described(request.data).await?))
        }

        async fn send(&self, request: bodies::Send_, _: RequestContext) -> BackendResult<bodies::Send_> {
            let mut lines = vec![format!("{:?} {:?} {:?}", request.text, request.numbers, request.owner)];
            for file in request.document.into_iter().chain(request.more.into_iter().flatten()) {
                lines.push(described(file).await?);
            }
            Ok(lines.join("; "))
        }
    }
}

echo! { StylesBackend: query: styles::Query, form: styles::Form, {} }

echo! {
    PlacesBackend: everywhere: places::Everywhere, target: places::Target, {
        async fn exists(&self, request: places::Exists, _: RequestContext) -> BackendResult<places::Exists> {
            if request.id == 7 { Ok(()) } else { Err(ErrorCode::Absent.into()) }
        }

        async fn moved(&self, _: places::Moved, _: RequestContext) -> BackendResult<places::Moved> {
            Ok(places::MovedHeaders { location: "/places/target".to_owned() }.into())
        }
    }
}

impl ListsBackend for Backend {
    async fn by_link(&self, request: lists::ByLink, context: RequestContext) -> BackendResult<lists::ByLink> {
        let skip = request.skip.unwrap_or_default();
        if skip < 4 {
            context.reply.set("Link", format!("</lists/by-link?skip={}>; rel=\"next\"", skip + 2));
        }
        let names = ["a", "b", "c", "d", "e"].iter().skip(usize::try_from(skip).unwrap_or_default()).take(2);
        Ok(names.map(|id| lists::Name { id: (*id).to_owned() }).collect())
    }
}

/// Returns the name, the media type and the text of a file, or its length if it is long.
async fn described(file: rt::Content) -> Result<String, rt::Failure<ErrorCode>> {
    let label =
        format!("{} ({})", file.file_name().unwrap_or("no name"), file.media_type().unwrap_or("no type"));
    let bytes = file.bytes().await.map_err(|_| ErrorCode::Invalid)?;
    Ok(match std::str::from_utf8(&bytes) {
        Ok(text) if text.len() < 100 => format!("{label} {text:?}"),
        _ => format!("{label} {} bytes", bytes.len()),
    })
}
