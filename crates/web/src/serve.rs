//! Serving connections until told to stop (服务).
use crate::Outside;
use app::App;
use axum::Router;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;

/// How long requests that run may take once the stop was asked for.
const DRAIN_MAX: Duration = Duration::from_secs(25);

/// Serves the metrics, on a listener of their own, until told to stop.
pub async fn serve_metrics(
    listener: TcpListener,
    app: App,
    mut stopped: watch::Receiver<bool>,
) -> io::Result<()> {
    let stop = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    axum::serve(listener, crate::metrics::router(app)).with_graceful_shutdown(stop).await
}

/// Serves the pages and the API. When `told` ends, no new connection is taken; what runs is
/// finished, for so long; then the function returns and the database may be closed.
pub async fn serve(
    listener: TcpListener,
    app: App,
    outside: Outside,
    mut stopped: watch::Receiver<bool>,
    told: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let routes: Router = crate::router_with(app, outside);
    let told = tokio::spawn(told);
    let mut asked = stopped.clone();
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        // A sender that is gone has stopped as well.
        let _ = asked.wait_for(|stop| *stop).await;
    });
    let mut server = tokio::spawn(async move { server.await });
    let ended = tokio::select! {
        ended = &mut server => ended,
        _ = stopped.wait_for(|stop| *stop) => match timeout(DRAIN_MAX, &mut server).await {
            Ok(ended) => ended,
            Err(_) => {
                tracing::warn!("requests still ran after {DRAIN_MAX:?}; they are cut off");
                server.abort();
                return Ok(());
            }
        },
    };
    told.abort();
    ended.unwrap_or_else(|error| Err(io::Error::other(error)))
}
