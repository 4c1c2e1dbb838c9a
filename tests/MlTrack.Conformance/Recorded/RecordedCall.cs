using System.Text.Json;

namespace MlTrack.Conformance.Recorded;

/// <summary>One call that MLflow 3.17.2 answered, and its answer.</summary>
internal sealed record RecordedCall(int Row, string Op, JsonElement Args, RecordedAnswer Answer)
{
    internal static IReadOnlyList<RecordedCall> All { get; } = Load();

    /// <summary>The arguments as text, to name the call in tables and messages.</summary>
    internal string ArgsText => JsonSerializer.Serialize(Args);

    internal bool Has(string name) => Args.TryGetProperty(name, out _);

    /// <summary>Gives a text argument; null where MLflow was given None.</summary>
    internal string? Text(string name) => Args.GetProperty(name).GetString();

    internal int Number(string name) => Args.GetProperty(name).GetInt32();

    public override string ToString() => $"row {Row}: {Op} {(ArgsText.Length > 100 ? ArgsText[..100] + "…" : ArgsText)}";

    private static List<RecordedCall> Load()
    {
        using var file = typeof(RecordedCall).Assembly.GetManifestResourceStream("operations.json")
            ?? throw new InvalidOperationException("The recorded calls are not embedded.");
        using var document = JsonDocument.Parse(file);
        var calls = new List<RecordedCall>();
        foreach (var row in document.RootElement.Clone().GetProperty("rows").EnumerateArray())
        {
            var answer = RecordedAnswer.Read(row.GetProperty("result"));
            calls.Add(new RecordedCall(calls.Count, row.GetProperty("op").GetString()!, row.GetProperty("args"), answer));
        }

        return calls;
    }
}

/// <summary>An answer: success, perhaps with something given back, or a code and a message.</summary>
/// <param name="Code">MLflow's error code; null for success; the exception's type where it had no code.</param>
/// <param name="Message">The error's message.</param>
/// <param name="Returns">What was given back, as JSON; null where nothing was recorded.</param>
internal sealed record RecordedAnswer(string? Code, string? Message, string? Returns)
{
    internal static readonly RecordedAnswer Success = new(null, null, null);

    internal static RecordedAnswer Read(JsonElement result)
    {
        if (result.GetProperty("ok").GetBoolean())
        {
            return new RecordedAnswer(null, null, result.TryGetProperty("returns", out var returns) ? JsonSerializer.Serialize(returns) : null);
        }

        var code = result.TryGetProperty("error_code", out var text) ? text.GetString() : null;
        return new RecordedAnswer(code ?? result.GetProperty("type").GetString(), result.GetProperty("message").GetString(), null);
    }

    public override string ToString() => Code is null ? "ok " + Returns : $"{Code}: {Message}";
}
