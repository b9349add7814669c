//! Backend of the routers: repositories and issues with the values of the vendor's samples.

use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use bindery_runtime as rt;
use bindery_schools::github::ErrorCode;
use bindery_schools::github::issues::{self, Issue, IssueRequired, IssuesBackend, Label, LabelNames};
use bindery_schools::github::repos::*;
use bindery_schools::github::types::{ErrorDetails, Problem, RateLimit, SimpleDetails, User};
use rt::server::RequestContext;
use rt::{BackendResult, Failure, Headed};

use super::ETAG;

#[derive(Clone, Default)]
pub(crate) struct Backend {
    pub(crate) seen: Arc<Mutex<String>>,
    pub(crate) url: Arc<OnceLock<String>>,
}

impl Backend {
    pub(crate) fn see(&self, request: &impl std::fmt::Debug) {
        *self.seen.lock().expect("no panic") = format!("{request:?}");
    }

    pub(crate) fn seen(&self) -> String {
        self.seen.lock().expect("no panic").clone()
    }
}

pub(crate) fn time(text: &str) -> rt::Timestamp {
    text.parse().expect("a moment")
}

pub(crate) fn octocat() -> User {
    User { login: "octocat".into(), id: 1 }
}

pub(crate) fn limits() -> RateLimit {
    RateLimit {
        limit: Some(5_000),
        remaining: Some(4_999),
        reset: Some(rt::Timestamp::from_second(1_372_700_873).expect("a moment")),
        e_tag: Some(ETAG.into()),
        link: None,
    }
}

/// The headers of `limits` on the wire.
pub(crate) const LIMITS: &str =
    "x-ratelimit-limit: 5000\nx-ratelimit-remaining: 4999\nx-ratelimit-reset: 1372700873\n";

pub(crate) fn repository() -> Repository {
    Repository {
        id: 1_296_269,
        name: "Hello-World".into(),
        full_name: "octocat/Hello-World".into(),
        owner: octocat(),
        description: None,
        size: 108,
        created_at: Some(time("2011-01-26T19:01:12Z")),
        pushed_at: None,
        topics: Some(vec!["api".into()]),
        parent: None,
    }
}

pub(crate) fn label() -> Label {
    Label { id: 208_045_946, name: "bug".into(), color: "f29513".into(), description: None }
}

pub(crate) fn issue(number: i64) -> Issue {
    let required = IssueRequired {
        id: number,
        number,
        title: "Found a bug".into(),
        state: "open".into(),
        labels: vec![label().into(), "ui".into()],
        created_at: time("2011-04-22T13:33:48Z"),
    };
    Issue { user: Some(octocat()), ..Issue::new(required) }
}

pub(crate) fn issue_json(number: i64, body: &str) -> String {
    format!(
        r#"{{"id":{number},"number":{number},"title":"Found a bug"{body},"state":"open","user":{{"login":"octocat","id":1}},"labels":[{{"id":208045946,"name":"bug","color":"f29513","description":null}},"ui"],"created_at":"2011-04-22T13:33:48Z","closed_at":null}}"#
    )
}

pub(crate) fn file(path: &str) -> FileContent {
    FileContent {
        type_: "file".into(),
        encoding: "base64".into(),
        size: 5,
        name: path.rsplit('/').next().unwrap_or_default().into(),
        path: path.into(),
        content: "aGVs\nbG8=\n".into(),
        sha: "3d21ec53a331a6f037a91c368710b99387d012c1".into(),
    }
}

pub(crate) fn commit(message: String) -> Commit {
    Commit { sha: "7638417db6d59f3c431d3e1f261cc637155684cd".into(), message: Some(message) }
}

impl ReposBackend for Backend {
    async fn get(&self, request: Get, _: RequestContext) -> BackendResult<Get> {
        self.see(&request);
        Ok(match request.repo.as_str() {
            "Hello-World" if request.if_none_match.as_deref() == Some(ETAG) => GetResponse::NotModified,
            "Hello-World" => GetResponse::Found(Headed::new(repository(), limits())),
            "Old" => {
                let location = "https://api.github.com/repositories/1296269".into();
                GetResponse::Moved(Headed::new((), GetMovedHeaders { location }))
            }
            "secret" => {
                return Err(Failure::from(ErrorCode::Forbidden)
                    .message("You have exceeded a secondary rate limit")
                    .retry_after(Duration::from_secs(60)));
            }
            _ => GetResponse::Missing,
        })
    }

    async fn is_starred(&self, request: IsStarred, _: RequestContext) -> BackendResult<IsStarred> {
        let starred = request.repo == "Hello-World";
        Ok(if starred { IsStarredResponse::Starred } else { IsStarredResponse::NotStarred })
    }

    async fn get_content(&self, request: GetContent, _: RequestContext) -> BackendResult<GetContent> {
        self.see(&request);
        if request.path == "none" {
            return Err(ErrorCode::NotFound.into());
        }
        Ok(match request.accept {
            Some(Form::Raw) => GetContentResponse::Raw(
                rt::Content::from("hello").with_media_type("application/vnd.github.raw+json"),
            ),
            _ => GetContentResponse::Json(file(&request.path)),
        })
    }

    async fn put_content(&self, request: PutContent, _: RequestContext) -> BackendResult<PutContent> {
        self.see(&request);
        let commit = FileCommit { content: Some(file(&request.path)), commit: commit(request.message) };
        Ok(match request.sha.as_deref() {
            Some("stale") => return Err(ErrorCode::Conflict.into()),
            Some(_) => PutContentResponse::Updated(commit),
            None => PutContentResponse::Created(commit),
        })
    }

    async fn delete_content(
        &self,
        request: DeleteContent,
        _: RequestContext,
    ) -> BackendResult<DeleteContent> {
        self.see(&request);
        Ok(FileCommit { content: None, commit: commit(request.message) })
    }

    async fn upload_asset(&self, request: UploadAsset, _: RequestContext) -> BackendResult<UploadAsset> {
        let content_type = request.data.media_type().unwrap_or_default().to_owned();
        self.see(&(&request.owner, request.release_id, &request.label));
        let size = request.data.bytes().await.map_err(|_| ErrorCode::Internal)?.len() as i64;
        Ok(Asset { id: 1, name: request.name, content_type, size })
    }

    async fn tarball(&self, request: Tarball, _: RequestContext) -> BackendResult<Tarball> {
        self.see(&request);
        let location = "https://codeload.github.com/octocat/Hello-World/legacy.tar.gz/main".into();
        Ok(Headed::new((), TarballHeaders { location }))
    }

    async fn replace_topics(
        &self,
        request: ReplaceTopics,
        _: RequestContext,
    ) -> BackendResult<ReplaceTopics> {
        self.see(&request);
        if request.names.iter().any(|name| *name != name.to_lowercase()) {
            let details = SimpleDetails {
                documentation_url: Some("https://docs.github.com/rest".into()),
                errors: Some(vec!["Topics cannot contain uppercase letters".into()]),
            };
            return Err(Failure::from(ErrorCode::Invalid).with_details(&details));
        }
        Ok(Topics { names: request.names })
    }

    async fn render(&self, request: Render, _: RequestContext) -> BackendResult<Render> {
        Ok(format!("<p>{}</p>\n", request.text.trim()))
    }
}

impl IssuesBackend for Backend {
    async fn list(&self, request: issues::List, _: RequestContext) -> BackendResult<issues::List> {
        self.see(&request);
        let page = request.page.unwrap_or(1);
        let here = self.url.get().map_or("", |url| url.as_str());
        let here = format!("{here}/repos/octocat/Hello-World/issues?labels=bug%2Cui&per_page=1");
        let link = (page < 3).then(|| {
            let next = page + 1;
            format!("<{here}&page={next}>; rel=\"next\", <{here}&page=3>; rel=\"last\"")
        });
        Ok(Headed::new(vec![issue(page)], RateLimit { link, ..limits() }))
    }

    async fn update(&self, request: issues::Update, _: RequestContext) -> BackendResult<issues::Update> {
        self.see(&request);
        if request.title.as_deref() == Some("") {
            let mut problem = Problem::new("missing_field");
            (problem.resource, problem.field) = (Some("Issue".into()), Some("title".into()));
            let details = ErrorDetails {
                documentation_url: Some("https://docs.github.com/rest".into()),
                errors: Some(vec![problem]),
            };
            return Err(Failure::from(ErrorCode::Invalid).with_details(&details));
        }
        Ok(Headed::new(Issue { body: request.body, ..issue(request.issue_number) }, limits()))
    }

    async fn add_labels(
        &self,
        request: issues::AddLabels,
        _: RequestContext,
    ) -> BackendResult<issues::AddLabels> {
        self.see(&request);
        let names = match request.labels {
            LabelNames::List(names) => names,
            LabelNames::Object(object) => object.labels,
            LabelNames::Unknown(_) => return Err(ErrorCode::Invalid.into()),
        };
        Ok(names.into_iter().map(|name| Label { name, ..label() }).collect())
    }
}
