//! Where a call goes to, and as whom.

use std::io::IsTerminal as _;

use bindery_facts::Facts;
use bindery_model::{Action, Api};
use bindery_runtime::client::Login;

use crate::address::{self, Instead};
use crate::args::Call;
use crate::failed::Failed;
use crate::suggest::{did_you_mean, listing};

/// Where the password of a log-in may stand.
const PASSWORD: &str = "BINDERY_PASSWORD";

/// The address that an action is sent to: that of its server by `--server-url`, else `--base-url`, else the spec's.
pub(super) fn base_url(api: &Api, action: &Action, options: &Call) -> Result<String, Failed> {
    let server = api.servers.get(action.server);
    let name = server.map_or("", |server| server.name.as_str());
    let mut own = None;
    for option in &options.server_url {
        let Some((server, url)) = option.split_once('=') else {
            return Err(Failed::usage("--server-url is not of the form NAME=URL"));
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
        Failed::usage(format!("the server `{name}` has no address of its own"))
            .note(format!("give one: --server-url {name}=URL"))
    })
}

/// An address that the user gave.
fn checked(url: &str) -> Result<&str, Failed> {
    address::checked(url, &Instead { log_in: "give it with --user", parameters: "give them as key=value" })
}

/// The log-in: what `--user` says, and for the password the environment or the terminal.
pub(super) fn login(user: Option<&str>, facts: &Facts) -> Result<Login, Failed> {
    let Some(user) = user else {
        return Err(Failed::usage(format!("{} needs a log-in", facts.name()))
            .note(format!("give one: --user USER, with the password in {PASSWORD} or asked for")));
    };
    if let Some((user, password)) = user.split_once(':') {
        return Ok(Login::new(user, password));
    }
    if let Ok(password) = std::env::var(PASSWORD) {
        return Ok(Login::new(user, password));
    }
    let missing = || {
        Failed::usage(format!("the password of {user} is missing")).note(format!("put it into {PASSWORD}"))
    };
    if !std::io::stderr().is_terminal() {
        return Err(missing());
    }
    let password = rpassword::prompt_password(format!("Password of {user}: ")).map_err(|_| missing())?;
    Ok(Login::new(user, password))
}
