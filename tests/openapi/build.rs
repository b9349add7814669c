//! Writes the modules of all specs of `tests/schools` and `tests/language`: the actions of each, and its router with
//! the credentials of the tests. The code of the former is in their crate; that of the latter is generated here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use bindery_codegen::build::expand;
use bindery_codegen::{Calls, Layout, Options, calls};
use bindery_model::{Api, AuthScheme, check, input};

const SERVER: Options = Options { layout: Layout::Inline, client: false, blocking: false, server: true };

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let variable = |name| PathBuf::from(env::var_os(name).expect("cargo sets it"));
    let (tests, out) = (variable("CARGO_MANIFEST_DIR").join(".."), variable("OUT_DIR"));
    let mut modules = String::new();
    let mut all = String::new();
    for (of, generated) in [("schools", false), ("language", true)] {
        for folder in folders(&tests.join(of).join("spec")) {
            println!("cargo::rerun-if-changed={}", folder.display());
            let name = folder.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            let ident = name.replace('-', "_");
            let code = if generated {
                let file = out.join(format!("{ident}.rs"));
                let text = expand(&folder, &SERVER).expect("a valid spec").text;
                fs::write(&file, text).expect("the folder takes files");
                format!("/// Generated code of the spec.\n    pub mod api {{ include!({file:?}); }}")
            } else {
                format!("use bindery_schools::{ident} as api;")
            };
            let checked = check(input::read_folder(&folder).expect("readable"));
            let api = checked.api.expect("a valid spec");
            modules.push_str(&module((of, &name, &ident), &code, &api));
            let _ = writeln!(all, "    work.each::<{ident}::Spec>();");
        }
    }
    println!("cargo::rerun-if-changed={}", tests.join("language/spec").display());
    let text = format!(
        "{modules}/// Calls the function for every spec.\npub fn specs(work: &mut impl EachSpec) {{\n{all}}}\n"
    );
    fs::write(out.join("specs.rs"), text).expect("the folder takes files");
}

/// Returns the folders in a folder, sorted.
fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(parent).expect("a folder").map(|entry| entry.expect("readable").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

fn module((of, name, ident): (&str, &str, &str), code: &str, api: &Api) -> String {
    let calls = calls(api).expect("names that do not collide");
    let mut actions = String::new();
    for (id, module) in api.modules.iter().enumerate().filter(|(_, module)| !module.inbound) {
        let names = calls.module(id).expect("a module has names");
        for position in 0..module.actions.len() {
            let call = calls.action(id, position).expect("an action has names");
            let _ = writeln!(actions, "            work.each::<api::{}::{}>();", names.ident, call.request);
        }
    }
    let checks = checks(api, &calls);
    format!(
        "/// Spec `{name}` of `tests/{of}`.
pub mod {ident} {{
    {code}
    /// The spec.
    #[derive(Debug)]
    pub struct Spec;
    impl crate::Served for Spec {{
        const NAME: &'static str = {name:?};
        fn actions(work: &mut impl crate::Each) {{
{actions}        }}
        fn router<B: crate::Backend>(routes: Vec<crate::Route<B>>, backend: std::sync::Arc<B>, open: bool) -> crate::Built {{
            let router = api::server::router().mount(routes, backend);
            if open {{ router.without_login() }} else {{ router{checks} }}.into_axum()
        }}
    }}
}}
"
    )
}

/// Returns the calls that give a router the credentials of the tests.
fn checks(api: &Api, calls: &Calls<'_>) -> String {
    let check = |(id, auth): (usize, &bindery_model::Auth)| match (&auth.scheme, calls.auth(id)) {
        (AuthScheme::Basic, _) => ".login(crate::login())".to_owned(),
        (AuthScheme::Header(_) | AuthScheme::Key(_) | AuthScheme::Signature(_), Some(handle)) => {
            format!(".credential(api::{handle}, crate::SECRET)")
        }
        // A backend checks it.
        (AuthScheme::Parameter(_), _) => String::new(),
        (scheme, _) => panic!("`{}` has no credentials for {scheme:?}", api.id),
    };
    api.auth.iter().enumerate().map(check).collect()
}
