using System.Globalization;
using System.Text;
using System.Text.Json;
using MlTrack.Internal.IO;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>The file <c>.mltrack-aliases.jsonl</c> in a registered model's folder: one JSON object a line for each move of an alias.</summary>
/// <remarks>MLflow ignores plain files there. It moves with the folder and goes with it; MLflow's own rename makes a new folder and leaves it behind.</remarks>
internal sealed class AliasJournal(StoreContext context, RegistryLayout layout)
{
    internal const string FileName = MlrunsLayout.OwnPrefix + "-aliases.jsonl";

    // A line is some 150 bytes: a hundred thousand moves of one model's aliases.
    private const int MaxBytes = 16 << 20;

    private const string TimeName = "utc";
    private const string AliasName = "alias";
    private const string VersionName = "version";
    private const string PreviousName = "previous";
    private const string UserName = "by";
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <summary>Appends a line; on return it is in the file, and with <see cref="Durability.Disk"/> on the disk. The caller holds the lock of the folder, so that a torn line is cut under that of the registry.</summary>
    internal void Append(string name, AliasMove move)
    {
        var folder = layout.Model(name);
        var file = new AppendFile(context.Files, MlrunsLayout.Join(folder, FileName), new AppendFileOptions { LockFolder = layout.Root });
        try
        {
            file.Append(Encoding.UTF8.GetBytes(Format(move) + "\n"));
            if (context.Durability == Durability.Disk)
            {
                file.Sync();
            }
        }
        finally
        {
            file.Close();
        }
    }

    /// <summary>Reads all lines, the oldest first. Those that cannot be understood are left out and told to the log.</summary>
    internal IReadOnlyList<AliasMove> Read(string name)
    {
        var path = MlrunsLayout.Join(layout.Model(name), FileName);
        var buffer = new FileBuffer();
        if (!context.Files.TryReadFile(path, buffer, MaxBytes))
        {
            return [];
        }

        if (buffer.IsCut)
        {
            context.Problems.Problem(ProblemKinds.TooLarge, path, $"Only the first {MaxBytes} bytes of the alias journal are read.");
        }

        var moves = new List<AliasMove>();
        var bad = 0;
        foreach (var line in Encoding.UTF8.GetString(buffer.Bytes, 0, buffer.Length).Split('\n'))
        {
            if (Parse(line) is { } move)
            {
                moves.Add(move);
            }
            else
            {
                bad += line.Length > 0 ? 1 : 0;
            }
        }

        if (bad > 0)
        {
            context.Problems.Note(ProblemKinds.NotReadable, path, $"{bad} line(s) of the alias journal cannot be read and are left out.");
        }

        return moves;
    }

    private static string Format(AliasMove move)
    {
        var writer = new PythonJsonWriter(ensureAscii: false).StartObject()
            .Name(TimeName).String(move.Time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture))
            .Name(AliasName).String(move.Alias);
        Number(writer, VersionName, move.Version);
        Number(writer, PreviousName, move.PreviousVersion);
        return writer.Name(UserName).String(move.MovedBy).EndObject().ToString();
    }

    private static void Number(PythonJsonWriter writer, string name, string? version)
    {
        writer.Name(name);
        _ = version is null ? writer.Null() : writer.Number(long.Parse(version, CultureInfo.InvariantCulture));
    }

    private static AliasMove? Parse(string line)
    {
        if (line.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 4 });
            var root = document.RootElement;
            return new AliasMove
            {
                Alias = root.GetProperty(AliasName).GetString() ?? "",
                Version = Version(root.GetProperty(VersionName)),
                PreviousVersion = Version(root.GetProperty(PreviousName)),
                Time = DateTimeOffset.ParseExact(
                    root.GetProperty(TimeName).GetString()!, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
                MovedBy = root.GetProperty(UserName).GetString() ?? "",
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentNullException)
        {
            // Torn by a kill, or edited by hand; the caller counts it.
            return null;
        }
    }

    private static string? Version(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : value.GetInt64().ToString(CultureInfo.InvariantCulture);
}
