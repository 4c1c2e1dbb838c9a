using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlTrack.Tests.Support;

/// <summary>A peer on a socket that does what a good server never does: it refuses, hangs, lies about lengths, breaks off. One step of the script for each request.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Func<Socket, Task>> _script;
    private readonly Task _running;

    internal ScriptedServer(params Func<Socket, Task>[] script)
    {
        _script = new ConcurrentQueue<Func<Socket, Task>>(script);
        _listener.Start();
        _running = AcceptAsync();
    }

    internal string Address => "http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

    /// <summary>What was asked, in order.</summary>
    internal ConcurrentQueue<ScriptedRequest> Requests { get; } = new();

    internal static Func<Socket, Task> Answer(int status, string body, params string[] headers) => AnswerBytes(status, Encoding.UTF8.GetBytes(body), headers);

    internal static Func<Socket, Task> AnswerBytes(int status, byte[] body, params string[] headers) => async socket =>
    {
        await SendAsync(socket, Head(status, [.. headers, "Content-Length: " + body.Length.ToString(CultureInfo.InvariantCulture)]));
        await SendAsync(socket, body);
    };

    /// <summary>Announces more than it sends, then closes.</summary>
    internal static Func<Socket, Task> BreakOff(int status, byte[] sent, long announced, params string[] headers) => async socket =>
    {
        await SendAsync(socket, Head(status, [.. headers, "Content-Length: " + announced.ToString(CultureInfo.InvariantCulture)]));
        await SendAsync(socket, sent);
        socket.Shutdown(SocketShutdown.Both);
    };

    /// <summary>Sends pieces for ever, without saying how many there will be.</summary>
    internal static Func<Socket, Task> Flood() => async socket =>
    {
        await SendAsync(socket, Head(200, ["Transfer-Encoding: chunked", "Content-Type: application/json"]));
        var piece = Encoding.ASCII.GetBytes("1000\r\n" + new string(' ', 4096) + "\r\n");
        while (true)
        {
            await SendAsync(socket, piece);
        }
    };

    /// <summary>Resets the connection after the request was read.</summary>
    internal static Task Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
        return Task.CompletedTask;
    }

    /// <summary>Never answers.</summary>
    internal static Task Hang(Socket socket) => Task.Delay(Timeout.Infinite);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _running;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                await using var stream = new NetworkStream(socket);
                while (await ScriptedRequest.ReadAsync(stream, _end.Token) is { } request)
                {
                    Requests.Enqueue(request);
                    var step = _script.TryDequeue(out var next) ? next : Answer(500, "the script is at its end");
                    await step(socket).WaitAsync(_end.Token);
                }
            }
            catch (Exception error) when (error is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // The other side has gone, or the test is over.
            }
        }
    }

    private static byte[] Head(int status, string[] headers) =>
        Encoding.ASCII.GetBytes($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} Said\r\n" + string.Concat(headers.Select(header => header + "\r\n")) + "\r\n");

    private static async Task SendAsync(Socket socket, byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await socket.SendAsync(bytes.AsMemory(sent));
        }
    }
}

/// <summary>A request as it came.</summary>
internal sealed record ScriptedRequest(string Line, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string Text => Encoding.UTF8.GetString(Body);

    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    internal static async Task<ScriptedRequest?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^1] == '\n' && head[^2] == '\r' && head[^3] == '\n'))
        {
            if (await stream.ReadAsync(one, cancellationToken) == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        var lines = Encoding.Latin1.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.OrdinalIgnoreCase);
        using var body = new MemoryStream();
        if (headers.TryGetValue("Content-Length", out var length))
        {
            await CopyAsync(stream, body, int.Parse(length, CultureInfo.InvariantCulture), cancellationToken);
        }
        else if (headers.ContainsKey("Transfer-Encoding"))
        {
            await UnchunkAsync(stream, body, cancellationToken);
        }

        return new ScriptedRequest(lines[0], headers, body.ToArray());
    }

    private static async Task UnchunkAsync(Stream stream, MemoryStream body, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var line = new MemoryStream();
            do
            {
                await CopyAsync(stream, line, 1, cancellationToken);
            }
            while (line.GetBuffer()[line.Length - 1] != '\n');

            var size = int.Parse(Encoding.ASCII.GetString(line.ToArray()).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            await CopyAsync(stream, body, size, cancellationToken);
            using var end = new MemoryStream();
            await CopyAsync(stream, end, 2, cancellationToken);
            if (size == 0)
            {
                return;
            }
        }
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, int count, CancellationToken cancellationToken)
    {
        var buffer = new byte[count];
        await from.ReadExactlyAsync(buffer, cancellationToken);
        to.Write(buffer);
    }
}
