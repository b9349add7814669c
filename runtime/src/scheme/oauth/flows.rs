//! Programs of OAuth made from what an API's documents say.

use crate::client::Transport;
use crate::oauth1::{Callback, Consumer, Endpoints, Flow, Signer};
use crate::oauth2::{App, Endpoints as AppEndpoints};
use crate::{Api, OAuth1, OAuth2, Secret, http_method};

impl<P: Api> OAuth1<P> {
    /// What signs requests of this consumer, with the parameters of the protocol where the documents have them.
    pub fn signer(self, consumer: Consumer) -> Signer {
        let signer = Signer::new(consumer);
        match self.facts() {
            Some(facts) => signer.carrier(facts.carrier),
            None => signer,
        }
    }

    /// The way to a token of this consumer as the documents have it, over their addresses. Users come back to `callback`.
    pub fn flow<T: Transport>(self, consumer: Consumer, callback: Callback, transport: T) -> Flow<T> {
        self.flow_at(consumer, self.endpoints(), callback, transport)
    }

    /// The same over other addresses, such as those of a sandbox: `scheme.endpoints().at("https://sandbox.example")`.
    pub fn flow_at<T: Transport>(
        self,
        consumer: Consumer,
        endpoints: Endpoints,
        callback: Callback,
        transport: T,
    ) -> Flow<T> {
        let flow = Flow::new(consumer, endpoints, callback, transport);
        match self.facts() {
            Some(facts) => flow.method(http_method(facts.method)).carrier(facts.carrier),
            None => flow,
        }
    }
}

impl<P: Api> OAuth2<P> {
    /// An application at the documents' addresses. Users come back to `redirect`.
    pub fn app<T: Transport>(
        self,
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        transport: T,
    ) -> App<T> {
        self.app_at(id, secret, redirect, self.endpoints(), transport)
    }

    /// The same at other addresses, such as those of a sandbox: `scheme.endpoints().at("https://sandbox.example")`.
    pub fn app_at<T: Transport>(
        self,
        id: impl Into<String>,
        secret: impl Into<Secret>,
        redirect: impl Into<String>,
        endpoints: AppEndpoints,
        transport: T,
    ) -> App<T> {
        App::new(id, secret, redirect, endpoints, transport)
    }
}
