//! OAuth clients configured from the endpoints in an API's spec.

use crate::client::Transport;
use crate::oauth1::{Callback, Consumer, Endpoints, Flow, Signer};
use crate::oauth2::{App, Endpoints as AppEndpoints};
use crate::{Api, AuthScheme, Mechanism, OAuth1, OAuth2, Secret, http_method};

impl<P: Api> OAuth1<P> {
    /// Creates a signer for this consumer, with the OAuth parameters in the documented place.
    pub fn signer(self, consumer: Consumer) -> Signer {
        let signer = Signer::new(consumer);
        match self.metadata() {
            Some(info) => signer.carrier(info.carrier),
            None => signer,
        }
    }

    /// Creates the authorization flow of this consumer over the documented endpoints. Users are sent back to
    /// `callback`.
    pub fn flow<T: Transport>(self, consumer: Consumer, callback: Callback, transport: T) -> Flow<T> {
        self.flow_at(consumer, self.endpoints(), callback, transport)
    }

    /// Creates the flow over other endpoints, such as those of a sandbox:
    /// `scheme.endpoints().at("https://sandbox.example")`.
    pub fn flow_at<T: Transport>(
        self,
        consumer: Consumer,
        endpoints: Endpoints,
        callback: Callback,
        transport: T,
    ) -> Flow<T> {
        let flow = Flow::new(consumer, endpoints, callback, transport);
        match self.metadata() {
            Some(info) => flow.method(http_method(info.method)).carrier(info.carrier),
            None => flow,
        }
    }
}

impl<P: Api> OAuth2<P> {
    /// Creates an application over the documented endpoints. Users are sent back to `redirect`.
    pub fn app<T: Transport>(
        self,
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        transport: T,
    ) -> App<T> {
        self.app_at(id, secret, redirect, self.endpoints(), transport)
    }

    /// Creates an application over other endpoints, such as those of a sandbox:
    /// `scheme.endpoints().at("https://sandbox.example")`.
    pub fn app_at<T: Transport>(
        self,
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        endpoints: AppEndpoints,
        transport: T,
    ) -> App<T> {
        let app = App::new(id, secret, redirect, endpoints, transport);
        let known = AuthScheme::find(P::INFO.auth, self.scheme());
        let Some(Mechanism::OAuth2(flow)) = known.map(|scheme| scheme.mechanism) else { return app };
        let app = app.client_authentication(flow.authentication).scope_separator(flow.separator);
        flow.parameters.iter().fold(app, |app, (name, value)| app.parameter(*name, *value))
    }

    /// Creates an application that needs no browser over the documented endpoints: for tokens of its own, for users who
    /// confirm on another device, and for assertions. For other endpoints there is [`app_at`](Self::app_at) with an
    /// empty `redirect`.
    pub fn application<T: Transport>(
        self,
        id: impl Into<String>,
        secret: impl Into<Secret>,
        transport: T,
    ) -> App<T> {
        self.app(id, secret, "", transport)
    }
}
