//! `api!("…")`: generates a typed client and server from a spec at compile time.
//!
//! The generator is the same as that of `bindery generate` and build scripts; the macro converts its output to
//! tokens. A mistake in the spec is a compile error at the macro's path argument; its message has the file, line and
//! column in the YAML.

use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use bindery_codegen::build::{Expanded, Failed, expand_over};
use bindery_codegen::{Layout, Options};
use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::{Ident, LitStr, Token};

/// Generates types and a client of an API from its spec folder.
///
/// ```ignore
/// pub mod demo {
///     bindery_macros::api!("spec/demo");
/// }
/// ```
///
/// The path is relative to the crate's folder (`CARGO_MANIFEST_DIR`). After it, list the parts to generate in
/// addition to the types: `api!("spec/demo", client, blocking, server)`. Default: `client`; `types` alone generates
/// no other part.
///
/// `overlay = "demo-extra.yaml"` merges your own file over the spec. It can be repeated; the files are merged in that
/// order.
///
/// The crate must depend on `bindery-runtime`, with the features of the same names.
#[proc_macro]
pub fn api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let call = syn::parse_macro_input!(input as Call);
    call.expand().unwrap_or_else(syn::Error::into_compile_error).into()
}

/// Arguments of the macro: spec folder, overlays and parts to generate.
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
                        "there is no part `{other}`; expected types, client, blocking, server or overlay = \"…\""
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

/// Parses the file name after `overlay`.
fn overlay(input: ParseStream<'_>, part: &Ident) -> syn::Result<LitStr> {
    let expected = |error: syn::Error| {
        let span = if input.is_empty() { part.span() } else { error.span() };
        syn::Error::new(span, "expected the path of an overlay, such as overlay = \"demo-extra.yaml\"")
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
                "there is no folder {} (from the path {:?})",
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
                "the generated code is not valid Rust ({lex}); this is a bug in Bindery, please report it"
            ))
        })?;
        // The compiler tracks included files, so that the crate is recompiled when the spec changes.
        let files = files.iter().filter_map(|file| file.to_str());
        Ok(quote! {
            #tokens
            #(const _: &[u8] = include_bytes!(#files);)*
        })
    }

    /// Returns the position at which an overlay is named.
    fn span_of(&self, file: &Path) -> Span {
        let names = |overlay: &&LitStr| std::path::absolute(path(overlay)).is_ok_and(|found| found == file);
        self.overlays.iter().find(names).unwrap_or(&self.folder).span()
    }
}

/// Resolves a path relative to the crate's folder.
fn path(literal: &LitStr) -> PathBuf {
    match std::env::var_os("CARGO_MANIFEST_DIR") {
        Some(root) => Path::new(&root).join(literal.value()),
        None => PathBuf::from(literal.value()),
    }
}
