using System.Text.Json;
using MlTrack.Internal.Rules;
using MlTrack.Internal.Text;

namespace MlTrack.Internal.Registry;

/// <summary>The registered model's tag that holds the guards of one alias: a JSON list such as <c>[{"metric": "auc", "min": 0.9}]</c>.</summary>
internal static class AliasGuardTag
{
    private const string Prefix = "mltrack.guard.";
    private const string MetricName = "metric";
    private const string MinimumName = "min";
    private const string MaximumName = "max";
    private const string NotWorseName = "not_worse";
    private const string ToleranceName = "tolerance";
    private const string Higher = "higher";
    private const string Lower = "lower";

    internal static string KeyOf(string alias) => Prefix + alias;

    internal static string Format(IReadOnlyList<AliasGuard> guards)
    {
        var writer = new PythonJsonWriter().StartArray();
        foreach (var guard in guards)
        {
            writer.StartObject().Name(MetricName).String(guard.Metric);
            Number(writer, MinimumName, guard.Minimum);
            Number(writer, MaximumName, guard.Maximum);
            if (guard.HigherIsBetter is { } higher)
            {
                writer.Name(NotWorseName).String(higher ? Higher : Lower);
                Number(writer, ToleranceName, guard.Tolerance);
            }

            writer.EndObject();
        }

        return writer.EndArray().ToString();
    }

    /// <summary>Reads the guards of an alias from a model's tags; none when there is no such tag.</summary>
    /// <exception cref="MlTrackException">The tag cannot be understood: then the alias is not moved, since nobody knows what was demanded.</exception>
    internal static IReadOnlyList<AliasGuard> Read(RegisteredModel model, string alias)
    {
        if (!model.Tags.TryGetValue(KeyOf(alias), out var text))
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 4 });
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw RegistryErrors.GuardMalformed(model.Name, alias, KeyOf(alias), fault);
        }
    }

    private static AliasGuard Read(JsonElement guard)
    {
        var metric = guard.GetProperty(MetricName).GetString()!;
        if (guard.TryGetProperty(MinimumName, out var minimum))
        {
            return AliasGuard.AtLeast(metric, minimum.GetDouble());
        }

        if (guard.TryGetProperty(MaximumName, out var maximum))
        {
            return AliasGuard.AtMost(metric, maximum.GetDouble());
        }

        var tolerance = guard.TryGetProperty(ToleranceName, out var allowed) ? allowed.GetDouble() : 0;
        return guard.GetProperty(NotWorseName).GetString() switch
        {
            Higher => AliasGuard.NotWorseThanHolder(metric, higherIsBetter: true, tolerance),
            Lower => AliasGuard.NotWorseThanHolder(metric, higherIsBetter: false, tolerance),
            var other => throw new FormatException($"'{other}' is neither '{Higher}' nor '{Lower}'"),
        };
    }

    private static void Number(PythonJsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.Name(name).Number(number);
        }
    }
}
