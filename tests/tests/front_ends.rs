//! Equality of the three front ends: the macro and the build script produce the same items as the committed files, and
//! the output depends on the spec alone.

use std::collections::BTreeMap;
use std::path::Path;

use bindery_codegen::build::expand;
use bindery_codegen::{Generated, Layout, Options, generate};
use bindery_model::{Input, check, input};
use bindery_tests::cargo::{cargo, printed, workspace};
use proc_macro2::{Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::{Attribute, Item, ItemMod, MetaNameValue};

type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The options of the macro and build scripts: client, blocking, server.
const CHOICES: [(bool, bool, bool); 5] = [
    (false, false, false),
    (true, false, false),
    (true, true, false),
    (false, false, true),
    (true, true, true),
];

/// The items of each module, as text: the key is the module's path, empty for the root.
type Items = BTreeMap<String, Vec<String>>;

#[test]
fn the_inline_form_has_the_items_of_the_committed_files() -> TestResult {
    for (client, blocking, server) in CHOICES {
        let has = |feature: &str| match feature {
            "client" => client,
            "blocking" => blocking,
            "server" => server,
            other => panic!("generated crates have no feature {other}"),
        };
        let mut committed = Items::new();
        let source = workspace().join("generated/backpack/src");
        let root = syn::parse_file(&std::fs::read_to_string(source.join("lib.rs"))?)?;
        collect(root.items, "", Some(&source), &has, &mut committed)?;
        // Only a crate is a package that carries its spec.
        let root = committed.get_mut("").ok_or("the root has items")?;
        let items = root.len();
        root.retain(|item| !item.contains("pub const SPEC"));
        assert_eq!(root.len() + 1, items);
        // Without features, the prelude of a crate is empty. The inline code omits an empty one.
        if committed["::prelude"].len() == 1 {
            committed.remove("::prelude");
        }

        let options = Options { layout: Layout::Inline, client, blocking, server };
        let expanded = expand(&workspace().join("spec/backpack"), &options)?;
        let mut inline = Items::new();
        collect(syn::parse_file(&expanded.text)?.items, "", None, &has, &mut inline)?;

        let modules = |items: &Items| items.keys().cloned().collect::<Vec<_>>();
        assert_eq!(modules(&inline), modules(&committed), "{options:?}");
        for (module, items) in &inline {
            assert_eq!(items, &committed[module], "{module} under {options:?}");
        }
        assert!(inline.values().flatten().count() > 150, "there is something to compare");
    }
    Ok(())
}

/// Collects the items of a module and its submodules. Items that a `cfg` excludes are skipped, and the `cfg` itself is
/// dropped, since the inline code has none.
fn collect(
    items: Vec<Item>,
    path: &str,
    files: Option<&Path>,
    has: &dyn Fn(&str) -> bool,
    found: &mut Items,
) -> TestResult {
    let (mut texts, mut modules) = (Vec::new(), Vec::new());
    for mut item in items {
        let Some(attributes) = attributes(&mut item) else {
            return Err(format!("an item that the generator has no use for: {}", text(item)?).into());
        };
        let wanted = attributes.iter().filter_map(feature).all(|feature| has(&feature));
        attributes.retain(|attribute| feature(attribute).is_none());
        if !wanted {
            continue;
        }
        match item {
            Item::Mod(module) => modules.push(module),
            item => texts.push(text(item)?),
        }
    }
    for mut module in modules {
        let name = module.ident.to_string();
        let inside = match (module.content.take(), files) {
            (Some((_, items)), _) => items,
            (None, Some(folder)) => {
                let file = syn::parse_file(&std::fs::read_to_string(folder.join(format!("{name}.rs")))?)?;
                // The docs of a file are those of its module; its other attribute is for rustfmt.
                module
                    .attrs
                    .extend(file.attrs.into_iter().filter(|attribute| attribute.path().is_ident("doc")));
                file.items
            }
            (None, None) => return Err(format!("the inline form refers to a file for {name}").into()),
        };
        module.semi = Some(Default::default());
        let declaration = text(Item::Mod(ItemMod { attrs: outer(module.attrs), ..module }))?;
        let path = format!("{path}::{name}");
        collect(inside, &path, None, has, found)?;
        found.entry(path).or_default().insert(0, declaration);
    }
    found.entry(path.to_owned()).or_default().extend(texts);
    Ok(())
}

/// Returns the docs of a module, whether written before it or inside.
fn outer(mut attributes: Vec<Attribute>) -> Vec<Attribute> {
    attributes.iter_mut().for_each(|attribute| attribute.style = syn::AttrStyle::Outer);
    attributes
}

fn text(item: Item) -> TestResult<String> {
    let item = syn::parse2(with_one_line_docs(item.into_token_stream()))?;
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item] };
    Ok(prettyplease::unparse(&file))
}

/// Joins the lines of each doc comment, since line breaks depend on the indentation.
fn with_one_line_docs(tokens: TokenStream) -> TokenStream {
    let (mut found, mut docs) = (TokenStream::new(), String::new());
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if let (TokenTree::Punct(hash), Some(TokenTree::Group(attribute))) = (&token, tokens.peek())
            && hash.as_char() == '#'
            && let Some(line) = doc_line(attribute)
        {
            docs.push_str(&line);
            tokens.next();
            continue;
        }
        if !docs.is_empty() {
            let text = docs.split_whitespace().collect::<Vec<_>>().join(" ");
            found.extend(quote!(#[doc = #text]));
            docs.clear();
        }
        found.extend([match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), with_one_line_docs(group.stream())).into()
            }
            token => token,
        }]);
    }
    found
}

/// Returns the text of `[doc = "…"]`, with a space after it.
fn doc_line(attribute: &Group) -> Option<String> {
    let value = syn::parse2::<MetaNameValue>(attribute.stream()).ok()?;
    match value.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) if value.path.is_ident("doc") => {
            Some(line.value() + " ")
        }
        _ => None,
    }
}

/// Returns the feature of `#[cfg(feature = "…")]`.
fn feature(attribute: &Attribute) -> Option<String> {
    let condition =
        attribute.path().is_ident("cfg").then(|| attribute.parse_args::<MetaNameValue>())?.ok()?;
    match condition.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. }) => Some(name.value()),
        _ => None,
    }
}

/// Returns the attributes of an item, for kinds that the generator prints.
fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}

/// The examples compile with the code of the macro and the build script, and print one request, without its token.
#[test]
fn the_examples_run() -> TestResult {
    for example in ["example-macro", "example-build-script"] {
        assert_eq!(
            printed(&mut cargo(["run", "-p", example]))?,
            "GetWalletDetails { session: Session([secret]) } goes to /user/get-wallet-details\n",
            "{example}"
        );
    }
    Ok(())
}

fn spec() -> TestResult<Vec<Input>> {
    Ok(input::read_folder(&workspace().join("spec/backpack"))?)
}

fn generated(inputs: Vec<Input>, options: &Options) -> TestResult<Generated> {
    let checked = check(inputs);
    let api = checked.api.ok_or_else(|| format!("{:?}", checked.diagnostics))?;
    generate(&api, options).map_err(|diagnostics| format!("{diagnostics:?}").into())
}

#[test]
fn the_same_spec_gives_the_same_bytes() -> TestResult {
    for options in [Options::CRATE, Options::INLINE] {
        let first = generated(spec()?, &options)?;
        assert_eq!(generated(spec()?, &options)?, first);
        // The order of the files does not matter: the spec lists the modules in order.
        let mut reversed = spec()?;
        reversed.reverse();
        assert_eq!(generated(reversed, &options)?, first);
        for file in &first.files {
            syn::parse_file(&file.text).map_err(|error| format!("{}: {error}", file.path))?;
        }
    }
    Ok(())
}

/// A change of the spec affects only the file of its own module, and the files that present that module. Reviewers can
/// tell from the file names that nothing else has changed.
#[test]
fn a_change_in_one_file_stays_there() -> TestResult {
    let before = generated(spec()?, &Options::CRATE)?;
    for (file, old, new, changed) in [
        (
            "bonus.yaml",
            "about: Grants a bonus to a user.",
            "about: Hands out a bonus.",
            &["src/bonus.rs"][..],
        ),
        ("user.yaml", "about: City of residence.", "about: Where the user lives.", &["src/user.rs"]),
        ("wallet.yaml", "documented-as: Wallet::deposit", "documented-as: Wallet::pay", &["src/wallet.rs"]),
        (
            "payment.yaml",
            "about: Deposits in four steps.",
            "about: Money.",
            &["src/lib.rs", "src/payment.rs"],
        ),
        ("api.yaml", "about: User ID.", "about: A user.", &["src/types.rs"]),
        ("api.yaml", "text: Email already exists", "text: Taken", &["src/errors.rs"]),
        ("api.yaml", "{is: 7, ", "{is: 8, ", &["src/types.rs"]),
        ("api.yaml", "https://platform-api.backpack.io", "https://example.com", &["src/lib.rs"]),
        ("bonus.yaml", "factor: 40", "factor: 41", &["src/bonus.rs"]),
        ("index.yaml", "# yaml-language-server", "# another remark", &[]),
    ] {
        let mut inputs = spec()?;
        let touched = inputs.iter_mut().find(|input| input.name == file).ok_or("no such file")?;
        let text = std::str::from_utf8(&touched.bytes)?;
        assert!(text.contains(old), "{file} no longer has a line with '{old}'");
        touched.bytes = text.replacen(old, new, 1).into_bytes();
        let after = generated(inputs, &Options::CRATE)?;
        assert_eq!(before.files.len(), after.files.len());
        let pairs = before.files.iter().zip(&after.files);
        let mut found: Vec<_> =
            pairs.filter(|(old, new)| old.text != new.text).map(|(old, _)| old.path.as_str()).collect();
        found.sort_unstable();
        assert_eq!(found, changed, "{file}: {old}");
    }
    Ok(())
}
