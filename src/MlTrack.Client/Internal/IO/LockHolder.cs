using System.Globalization;
using System.Text.Json;

namespace MlTrack.Internal.IO;

/// <summary>The content of a lock file: one JSON object that says who holds it and why.</summary>
/// <param name="Process">The holder.</param>
/// <param name="Purpose">What the lock is held for.</param>
/// <param name="TakenAt">When it was taken.</param>
internal sealed record LockHolder(ProcessIdentity Process, string Purpose, DateTimeOffset TakenAt)
{
    /// <summary>Writes the object.</summary>
    /// <returns>UTF-8 JSON with a line break at the end.</returns>
    public byte[] ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("host", Process.Host);
            json.WriteString("boot", Process.Boot);
            json.WriteString("pid_namespace", Process.PidNamespace);
            json.WriteNumber("pid", Process.Pid);
            json.WriteNumber("process_start", Process.StartTime);
            json.WriteString("purpose", Purpose);
            json.WriteString("utc", TakenAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    /// <summary>Reads the object.</summary>
    /// <param name="content">What the file holds.</param>
    /// <returns>Null when it is empty, cut or not ours: then nobody can be named.</returns>
    public static LockHolder? Parse(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) return null;
            if (!root.TryGetProperty("pid", out var pid) || !pid.TryGetInt32(out var number)) return null;
            if (!root.TryGetProperty("process_start", out var start) || !start.TryGetInt64(out var startTime)) return null;
            var process = new ProcessIdentity(Text(root, "host"), Text(root, "boot"), Text(root, "pid_namespace"), number, startTime);
            var isTime = DateTimeOffset.TryParse(
                Text(root, "utc"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time);
            return new LockHolder(process, Text(root, "purpose"), isTime ? time : default);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // InvalidOperationException: a number or text of another JSON type than expected
        }
    }

    /// <summary>Names the holder for an error text.</summary>
    /// <returns>Host, process, purpose and time.</returns>
    public override string ToString() => string.Format(
        CultureInfo.InvariantCulture, "process {0} on '{1}' ({2}, since {3:yyyy-MM-dd HH:mm:ss}Z)", Process.Pid, Process.Host, Purpose, TakenAt.UtcDateTime);

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
}
