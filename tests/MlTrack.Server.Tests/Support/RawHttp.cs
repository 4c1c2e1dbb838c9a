using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MlTrack.Server.Tests.Support;

/// <summary>Sends requests to the byte as they are given, which no ordinary client does with paths such as <c>/a/../b</c> or odd hosts.</summary>
internal static class RawHttp
{
    internal static async Task<RawAnswer> SendAsync(IPEndPoint server, string method, string target, IReadOnlyDictionary<string, string> headers, byte[]? body = null)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(server, timeout.Token);
        await using var stream = client.GetStream();
        var head = new StringBuilder().Append(method).Append(' ').Append(target).Append(" HTTP/1.1\r\n");
        var given = new Dictionary<string, string>(headers, StringComparer.OrdinalIgnoreCase);
        given.TryAdd("Host", server.ToString());
        given.TryAdd("Connection", "close");
        if (body is not null && !given.ContainsKey("Transfer-Encoding"))
        {
            given.TryAdd("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture));
        }

        foreach (var (name, value) in given)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), timeout.Token);
        if (body is not null)
        {
            await SendBodyAsync(stream, body, timeout.Token);
        }

        using var answer = new MemoryStream();
        await stream.CopyToAsync(answer, timeout.Token);
        return RawAnswer.Parse(answer.ToArray(), hasBody: method != "HEAD");
    }

    private static async Task SendBodyAsync(Stream stream, byte[] body, CancellationToken token)
    {
        try
        {
            await stream.WriteAsync(body, token);
        }
        catch (IOException)
        {
            // The server has refused and closed already: its answer is what counts.
        }
    }
}

/// <summary>An answer as it came.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    internal string Text => Encoding.UTF8.GetString(Body);

    internal static RawAnswer Parse(byte[] bytes, bool hasBody)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            throw new InvalidDataException("The server closed the connection without an answer.");
        }

        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var body = bytes[(end + 4)..];
        return new RawAnswer(
            int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture),
            headers,
            hasBody && headers.TryGetValue("Transfer-Encoding", out var coding) && coding == "chunked" ? Unchunk(body) : body);
    }

    private static byte[] Unchunk(byte[] body)
    {
        using var whole = new MemoryStream();
        var rest = body.AsSpan();
        while (true)
        {
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0)
            {
                throw new InvalidDataException("The answer broke off.");
            }

            var size = int.Parse(Encoding.ASCII.GetString(rest[..line]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                return whole.ToArray();
            }

            whole.Write(rest.Slice(line + 2, size));
            rest = rest[(line + 2 + size + 2)..];
        }
    }
}
