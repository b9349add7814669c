//! Completion of the operation that an action starts.

use bindery_model::{Action, Completion, ModuleId};

use super::context::PlanContext;
use super::expr::{Chain, Expr};
use super::items::CompletesPlan;

/// Plans the completion of the operation that an action of the module `from` starts.
pub(super) fn plan<'a>(
    context: &PlanContext<'a>,
    from: ModuleId,
    action: &'a Action,
) -> Option<CompletesPlan<'a>> {
    let completion = action.completes.as_ref()?;
    let (module, at) = completion.poll;
    let (of, names) = (context.api.modules.get(module)?, context.names.modules.get(module)?);
    let (poll, poll_names) = (of.actions.get(at)?, names.actions.get(at)?);
    let is_here = module == from;
    let path = if is_here { String::new() } else { ["super::", &names.ident.text, "::"].concat() };
    let pattern = |states: &[String]| {
        let response_enum = poll_names.response_enum.as_ref().filter(|_| completion.field.is_none())?;
        let each = states.iter().filter_map(|state| {
            let at = poll.response.variants.iter().position(|variant| variant.name == *state)?;
            let variant = &response_enum.members.get(at)?.text;
            Some([&path, &response_enum.ident.text, "::", variant, " { .. }"].concat())
        });
        Some(each.collect::<Vec<_>>().join(" | ")).filter(|pattern| !pattern.is_empty())
    };
    Some(CompletesPlan {
        poll: [&path, poll_names.request.text.as_str()].concat(),
        feature: (context.api.module_features && !is_here).then_some(of.name.as_str()),
        at_once: completion.at_once,
        done: pattern(&completion.done),
        failed: pattern(&completion.failed),
        info: info(completion, poll),
    })
}

fn info<'a>(completion: &'a Completion, poll: &'a Action) -> Chain<'a> {
    let Completion { poll: _, with, same, again, location, at_once: _, field, done, failed } = completion;
    let texts = |texts: &'a [String]| Expr::texts(texts.iter().map(String::as_str));
    let name = |at: &usize| poll.parameters.get(*at).map(|parameter| parameter.name.as_str());
    let mut info = Chain::new("rt::metadata::CompletionInfo::new", vec![texts(done)]);
    if !failed.is_empty() {
        info.call("failed", texts(failed));
    }
    info.text("field", field.as_deref());
    if !with.is_empty() {
        let pairs = with
            .iter()
            .filter_map(|(at, path)| Some(Expr::Tuple(vec![Expr::text(name(at)?), Expr::text(path)])));
        info.call("with", Expr::List(pairs.collect()));
    }
    if !same.is_empty() {
        info.call("same", Expr::texts(same.iter().filter_map(name)));
    }
    if *again {
        info.flag("again");
    }
    if *location {
        info.flag("location");
    }
    info
}
