//! `api!("…")`: a spec in, a typed client and server out, at compile time.
//!
//! The generator is the one that `bindery generate` and the build script use; here its text becomes tokens. A mistake
//! in the spec is a compile error at the macro's path, with the file, line and column of the YAML in its text.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use bindery_codegen::build::{Expanded, Failed, expand_over};
use bindery_codegen::{Layout, Options};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// Types and client of an API, from the folder of its spec.
///
/// ```ignore
/// pub mod demo {
///     bindery_macros::api!("spec/demo");
/// }
/// ```
///
/// The path is relative to the crate's folder (`CARGO_MANIFEST_DIR`). After it, what is wanted beside the types may be
/// listed: `api!("spec/demo", client, blocking, server)`; `types` alone wants nothing else, and nothing means
/// `client`.
///
/// `overlay = "demo-extra.yaml"` merges a file of your own over the spec; it may stand several times, and the files are
/// merged in that order.
///
/// The crate needs `bindery-runtime` as a dependency, with the features of the same names.
#[proc_macro]
pub fn api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let call = syn::parse_macro_input!(input as Call);
    call.expand().unwrap_or_else(syn::Error::into_compile_error).into()
}

/// What stands between the macro's parentheses.
struct Call {
    folder: LitStr,
    overlays: Vec<LitStr>,
    options: Options,
}

impl Parse for Call {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let folder = input.parse().map_err(|error| {
            syn::Error::new(error.span(), "expected the folder of a spec, such as api!(\"spec/demo\")")
        })?;
        let mut options = Options { layout: Layout::Inline, client: false, blocking: false, server: false };
        let mut has_parts = false;
        let mut overlays = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let part: Ident = input.parse()?;
            match part.to_string().as_str() {
                "overlay" => {
                    overlays.push(overlay(input, &part)?);
                    continue;
                }
                "types" => {}
                "client" => options.client = true,
                "blocking" => options.blocking = true,
                "server" => options.server = true,
                other => {
                    let message = format!(
                        "there is no part `{other}`; there are types, client, blocking and server, and overlay = \"…\""
                    );
                    return Err(syn::Error::new(part.span(), message));
                }
            }
            has_parts = true;
        }
        options.client |= !has_parts;
        Ok(Self { folder, overlays, options })
    }
}

/// The file after `overlay`.
fn overlay(input: ParseStream<'_>, part: &Ident) -> syn::Result<LitStr> {
    let expected = |error: syn::Error| {
        let span = if input.is_empty() { part.span() } else { error.span() };
        syn::Error::new(span, "expected the file of an overlay, such as overlay = \"demo-extra.yaml\"")
    };
    input.parse::<Token![=]>().map_err(expected)?;
    input.parse().map_err(expected)
}

impl Call {
    fn expand(&self) -> syn::Result<TokenStream> {
        let error = |message: String| syn::Error::new(self.folder.span(), message);
        let folder = path(&self.folder);
        let overlays: Vec<PathBuf> = self.overlays.iter().map(path).collect();
        if !folder.is_dir() {
            return Err(error(format!(
                "there is no folder {} (looked for {:?})",
                folder.display(),
                self.folder.value()
            )));
        }
        let Expanded { text, files, .. } =
            expand_over(&folder, &overlays, &self.options).map_err(|failed| match &failed {
                Failed::Overlay { file, .. } => syn::Error::new(self.span_of(file), failed.plain()),
                _ => error(failed.plain()),
            })?;
        let tokens = TokenStream::from_str(&text).map_err(|lex| {
            error(format!(
                "the generated text is no Rust ({lex}); this is a mistake of Bindery, please report it"
            ))
        })?;
        // The compiler watches what it includes, so that a change in the spec is a change of this crate.
        let files = files.iter().filter_map(|file| file.to_str());
        Ok(quote! {
            #tokens
            #(const _: &[u8] = include_bytes!(#files);)*
        })
    }

    /// Where an overlay is named.
    fn span_of(&self, file: &Path) -> Span {
        let names = |overlay: &&LitStr| std::path::absolute(path(overlay)).is_ok_and(|found| found == file);
        self.overlays.iter().find(names).unwrap_or(&self.folder).span()
    }
}

/// A path as the macro's user means it: from the crate's folder.
fn path(literal: &LitStr) -> PathBuf {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(root) => Path::new(&root).join(literal.value()),
        None => PathBuf::from(literal.value()),
    }
}
