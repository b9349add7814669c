//! Base address and login of a call.

use std::io::IsTerminal as _;

use bindery_dynamic::DynamicApi;
use bindery_model::{Action, Api};
use bindery_runtime::client::BasicCredentials;

use crate::address::{self, Instead};
use crate::args::Call;
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Environment variable for the password of a login.
const PASSWORD: &str = "BINDERY_PASSWORD";

/// Returns the base address for an action: that of its server by `--server-url`, else `--base-url`, else that of the
/// spec.
pub(super) fn base_url(api: &Api, action: &Action, options: &Call) -> Result<String, Failed> {
    let server = api.servers.get(action.server);
    let name = server.map_or("", |server| server.name.as_str());
    let mut own = None;
    for option in &options.server_url {
        let Some((server, url)) = option.split_once('=') else {
            return Err(Failed::usage("--server-url must have the form NAME=URL"));
        };
        let known = || api.servers.iter().map(|server| server.name.as_str());
        if !known().any(|known| known == server) {
            return Err(Failed::usage(format!("{} has no server `{server}`", api.id))
                .maybe_note(did_you_mean(server, known()))
                .note(format!("its servers are: {}", listing(known()))));
        }
        let url = checked(url)?;
        if server == name {
            own = Some(url);
        }
    }
    let base = options.base_url.as_deref().map(checked).transpose()?;
    let documented = server.and_then(|server| server.url.as_deref());
    own.or(base).or(documented).map(str::to_owned).ok_or_else(|| {
        Failed::usage(format!("the server `{name}` has no address in the spec"))
            .note(format!("pass it: --server-url {name}=URL"))
    })
}

/// Checks an address that the user gave.
fn checked(url: &str) -> Result<&str, Failed> {
    address::checked(url, &Instead { log_in: "use --user", parameters: "pass them as key=value" })
}

/// Returns the login: the user of `--user`, with the password from there, the environment or the terminal prompt.
pub(super) fn login(user: Option<&str>, details: &DynamicApi) -> Result<BasicCredentials, Failed> {
    let Some(user) = user else {
        return Err(Failed::usage(format!("{} needs a login", details.name()))
            .note(format!("pass --user USER, with the password in {PASSWORD} or at the prompt")));
    };
    if let Some((user, password)) = user.split_once(':') {
        return Ok(BasicCredentials::new(user, password));
    }
    if let Ok(password) = std::env::var(PASSWORD) {
        return Ok(BasicCredentials::new(user, password));
    }
    let missing =
        || Failed::usage(format!("the password of {user} is missing")).note(format!("set {PASSWORD}"));
    if !std::io::stderr().is_terminal() {
        return Err(missing());
    }
    let password = rpassword::prompt_password(format!("Password of {user}: ")).map_err(|_| missing())?;
    Ok(BasicCredentials::new(user, password))
}
