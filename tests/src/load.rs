//! A load of many simultaneous connections, half of them slow or silent, on a server in a separate process. Linux only:
//! the resources of the server's process are read from `/proc`.

use std::io::{self, BufRead, BufReader, Write as _};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bindery_backpack::index::{self, Countries, Country, IndexBackend};
use bindery_backpack::rt::server::{BackendResult, Logins, RequestContext, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Largest memory of a connection, in bytes, besides the bodies that it sends, as documented for [`serve`](fn@serve).
pub const PER_CONNECTION: usize = 100 * 1024;

/// Largest growth of the heap after the load, in bytes: tables that have grown keep their size.
const SPARE: usize = 1 << 20;

/// Number of countries of the server: a response of some 10 KiB.
const COUNTRIES: usize = 200;

struct Atlas(Vec<Country>);

impl IndexBackend for Atlas {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        Ok(self.0.clone())
    }
}

/// Serves until the standard input ends. Prints the port on the first line; for every line of input, prints the number
/// of heap bytes in use, which `heap` returns.
///
/// `limit` is the timeout for everything; none keeps the defaults.
///
/// # Errors
/// Fails if there is no free port.
pub async fn run_server(
    limit: Option<Duration>,
    max_connections: usize,
    heap: impl Fn() -> usize + Send + 'static,
) -> io::Result<()> {
    let country = |id: usize| Country {
        id: format!("c{id}"),
        name: format!("The {id}th country"),
        dial_code: i64::try_from(id).unwrap_or_default(),
    };
    let router = bindery_backpack::server::router()
        .mount(index::routes(), Arc::new(Atlas((0..COUNTRIES).map(country).collect())))
        .login(Logins::new([("user", "pass")]))
        .into_axum()
        .map_err(io::Error::other)?;
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    let ended = tokio::task::spawn_blocking(move || {
        for _ in io::stdin().lines() {
            println!("{}", heap());
        }
    });
    let stopped = async move { _ = ended.await };
    let mut server = serve(listener, router).max_connections(max_connections).shutdown_on(stopped);
    if let Some(limit) = limit {
        server = server.head_timeout(limit).body_timeout(limit).stall_timeout(limit);
        server = server.response_timeout(limit).idle_timeout(limit);
    }
    server.await;
    Ok(())
}

/// The load on a server.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Number of simultaneous connections.
    pub connections: usize,
    /// Number of requests of each well-behaved client.
    pub requests: usize,
    /// Timeout of the server for everything; none keeps the defaults.
    pub limit: Option<Duration>,
}

/// The result of a load.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// Requests with a complete and correct response.
    pub served: usize,
    /// Duration of these requests.
    pub took: Duration,
    /// Largest number of simultaneously open connections.
    pub most_open: usize,
    /// The server's resident memory before, at its peak, and after all connections were closed, in bytes. Allocators
    /// keep freed memory, so the last figure does not measure it.
    pub memory: [usize; 3],
    /// Heap bytes of the server in use, before and after.
    pub heap: [usize; 2],
    /// Open files of the server, before and after.
    pub files: [usize; 2],
    /// Time for which the slow and silent clients were connected, from the moment when all were.
    pub endured: Duration,
}

/// Behavior of the misbehaving half.
#[derive(Clone, Copy, Debug)]
enum Bad {
    Silent,
    PartialHead,
    DrippingHead,
    PartialBody,
    DrippingBody,
    Idle,
    NotReading,
}

const BAD: [Bad; 7] = [
    Bad::Silent,
    Bad::PartialHead,
    Bad::DrippingHead,
    Bad::PartialBody,
    Bad::DrippingBody,
    Bad::Idle,
    Bad::NotReading,
];

const GET: &[u8] = b"GET /index/countries HTTP/1.1\r\nhost: a\r\nauthorization: Basic dXNlcjpwYXNz\r\n\r\n";
const PARTIAL_HEAD: &[u8] = b"GET /index/countries HTTP/1.1\r\nhost: a\r\nx: ";
const PARTIAL_BODY: &[u8] =
    b"POST /index/countries HTTP/1.1\r\nhost: a\r\nauthorization: Basic dXNlcjpwYXNz\r\n\
    content-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\na=";

/// Runs a load on a server that this program starts, and checks the documented limits. `program` must call
/// [`run_server`] with the arguments `serve LIMIT CONNECTIONS`, the limit in milliseconds or `default`.
///
/// # Errors
/// Describes the violated limit.
pub async fn run(program: &str, load: Load) -> Result<Figures, String> {
    let failed = |error: io::Error| error.to_string();
    let limit = load.limit.map_or("default".to_owned(), |limit| limit.as_millis().to_string());
    let mut server = Command::new(program)
        .args(["serve", &limit, &(load.connections + 10).to_string()])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map(Running)
        .map_err(failed)?;
    let mut output = BufReader::new(server.0.stdout.take().ok_or("no output")?);
    let port = u16::try_from(number(&mut output)?).map_err(|_| "no port")?;
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let process = Process(server.0.id());

    // The setup for the first request does not count.
    let mut first = TcpStream::connect(address).await.map_err(failed)?;
    let right = Arc::new(ask(&mut first).await.map_err(failed)?);
    if right.windows(4).filter(|window| *window == b"\"id\"").count() != COUNTRIES {
        return Err("the first response is wrong".to_owned());
    }
    drop(first);
    sleep(Duration::from_millis(200)).await;
    let (memory, files) = (process.memory()?, process.files()?);
    let heap = server.heap(&mut output)?;

    let good = load.connections / 2;
    let kind = |number: usize| (number >= good).then(|| BAD[number % BAD.len()]);
    let mut streams = Vec::with_capacity(load.connections);
    while streams.len() < load.connections {
        streams.push(connect(kind(streams.len()), address).await.map_err(failed)?);
        // A connection that does not fit into the backlog is dropped on the server's side only.
        if streams.len().is_multiple_of(100) || streams.len() == load.connections {
            process.wait_for_files(files + streams.len()).await?;
        }
    }
    let mut bad_ones = JoinSet::new();
    let mut good_ones = JoinSet::new();
    let open = Arc::new(BAD.map(|_| AtomicUsize::new(0)));
    let served = Arc::new(AtomicUsize::new(0));
    for (number, mut stream) in streams.into_iter().enumerate() {
        let (open, right, served) = (Arc::clone(&open), Arc::clone(&right), Arc::clone(&served));
        match kind(number) {
            Some(kind) => {
                _ = bad_ones.spawn(async move {
                    open[number % BAD.len()].fetch_add(1, Ordering::Relaxed);
                    behave(kind, stream).await.map_err(|error| format!("{kind:?}: {error}"))?;
                    open[number % BAD.len()].fetch_sub(1, Ordering::Relaxed);
                    Ok::<_, String>(())
                })
            }
            None => {
                _ = good_ones.spawn(async move {
                    for _ in 0..load.requests {
                        if ask(&mut stream).await? != *right {
                            return Err(io::Error::other("a wrong response"));
                        }
                        served.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok(())
                })
            }
        }
    }
    let start = Instant::now();
    let (mut highest, mut most) = (memory, process.files()?);
    let mut took = None;
    // The slowest clients may hit one timeout after another: a body that arrives byte by byte, then the response.
    let patience = 3 * load.limit.unwrap_or(Duration::from_secs(60)) + Duration::from_secs(30);
    while !(good_ones.is_empty() && bad_ones.is_empty()) {
        highest = highest.max(process.memory()?);
        most = most.max(process.files()?);
        timeout(Duration::from_millis(50), async {
            while let Some(ended) = good_ones.join_next().await {
                ended.map_err(|error| error.to_string())?.map_err(failed)?;
            }
            took.get_or_insert_with(|| start.elapsed());
            while let Some(ended) = bad_ones.join_next().await {
                ended.map_err(|error| error.to_string())??;
            }
            Ok::<_, String>(())
        })
        .await
        .unwrap_or(Ok(()))?;
        if start.elapsed() > patience {
            return Err(format!("still connected: {:?}", BAD.iter().zip(open.iter()).collect::<Vec<_>>()));
        }
    }
    let endured = start.elapsed();
    sleep(Duration::from_millis(500)).await;
    let figures = Figures {
        served: served.load(Ordering::Relaxed),
        took: took.unwrap_or(endured),
        most_open: most - files,
        memory: [memory, highest, process.memory()?],
        heap: [heap, server.heap(&mut output)?],
        files: [files, process.files()?],
        endured,
    };
    server.stop().await?;
    figures.judge(load)
}

impl Figures {
    fn judge(self, load: Load) -> Result<Self, String> {
        let Self { served, most_open, memory: [before, highest, _], heap, files, .. } = self;
        let wanted = (load.connections / 2) * load.requests;
        let allowed = load.connections * PER_CONNECTION;
        let wrong = if served != wanted {
            "not all was served"
        } else if most_open < load.connections {
            "not all were connected at once"
        } else if highest - before > allowed {
            "more memory than promised"
        } else if heap[1] > heap[0] + SPARE {
            "memory is kept"
        } else if files[0] != files[1] {
            "files are kept open"
        } else {
            return Ok(self);
        };
        Err(format!("{wrong}: {self:?}"))
    }
}

/// The server's process, which is ended on drop.
struct Running(Child);

impl Running {
    /// Returns the number of heap bytes in use.
    fn heap(&mut self, output: &mut impl BufRead) -> Result<usize, String> {
        let input = self.0.stdin.as_mut().ok_or("no input")?;
        input.write_all(b"\n").map_err(|error| error.to_string())?;
        number(output)
    }

    /// Ends the server as users do: it must stop on its own, successfully.
    async fn stop(&mut self) -> Result<(), String> {
        drop(self.0.stdin.take());
        for _ in 0..100 {
            match self.0.try_wait() {
                Ok(None) => sleep(Duration::from_millis(100)).await,
                Ok(Some(status)) if status.success() => return Ok(()),
                ended => return Err(format!("it ended with {ended:?}")),
            }
        }
        Err("it does not stop".to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Either the server has ended already, or it is no longer needed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reads the number on the next line of the server's output.
fn number(output: &mut impl BufRead) -> Result<usize, String> {
    let mut line = String::new();
    output.read_line(&mut line).map_err(|error| error.to_string())?;
    line.trim().parse().map_err(|_| format!("no number: {line}"))
}

/// Sends a request over an open connection, and returns the body of its response.
async fn ask(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    stream.write_all(GET).await?;
    let mut bytes = Vec::with_capacity(16 * 1024);
    loop {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let length =
            head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        let length =
            length.filter(|_| head.starts_with("http/1.1 200 ")).ok_or_else(|| io::Error::other(head))?;
        if bytes.len() >= end + 4 + length {
            return Ok(bytes.split_off(end + 4));
        }
    }
}

async fn connect(kind: Option<Bad>, address: SocketAddr) -> io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if matches!(kind, Some(Bad::NotReading)) {
        socket.set_recv_buffer_size(4_096)?;
    }
    socket.connect(address).await
}

/// Misbehaves, until the server closes the connection.
async fn behave(kind: Bad, mut stream: TcpStream) -> io::Result<()> {
    match kind {
        Bad::Silent => {}
        Bad::PartialHead => stream.write_all(PARTIAL_HEAD).await?,
        Bad::PartialBody => stream.write_all(PARTIAL_BODY).await?,
        Bad::Idle => _ = ask(&mut stream).await?,
        Bad::DrippingHead => return drip(stream, PARTIAL_HEAD).await,
        Bad::DrippingBody => return drip(stream, PARTIAL_BODY).await,
        Bad::NotReading => {
            // Sends requests and reads nothing, until nothing more can be sent.
            while stream.write_all(GET).await.is_ok() {}
            return Ok(());
        }
    }
    // Closing a connection with unread data resets it.
    let _ = stream.read_to_end(&mut Vec::new()).await;
    Ok(())
}

/// Sends single bytes at intervals until the server closes the connection.
async fn drip(mut stream: TcpStream, start: &[u8]) -> io::Result<()> {
    stream.write_all(start).await?;
    while stream.write_all(b"x").await.is_ok() {
        sleep(Duration::from_millis(200)).await;
    }
    Ok(())
}

/// A Linux process.
struct Process(u32);

impl Process {
    /// Returns its resident memory, in bytes.
    fn memory(&self) -> Result<usize, String> {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.0)).map_err(|error| error.to_string())?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<usize>().ok());
        kibibytes.map(|kibibytes| kibibytes * 1024).ok_or_else(|| "no memory is told".to_owned())
    }

    /// Returns the number of open files; each connection is one.
    fn files(&self) -> Result<usize, String> {
        let files = std::fs::read_dir(format!("/proc/{}/fd", self.0)).map_err(|error| error.to_string())?;
        Ok(files.count())
    }

    /// Waits until this many files are open.
    async fn wait_for_files(&self, files: usize) -> Result<(), String> {
        for _ in 0..1_000 {
            if self.files()? >= files {
                return Ok(());
            }
            sleep(Duration::from_millis(10)).await;
        }
        Err(format!("{} of {files} connections are taken", self.files()?))
    }
}
