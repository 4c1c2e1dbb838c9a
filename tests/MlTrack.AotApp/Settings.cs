using System.Text.Json.Serialization;

namespace MlTrack.AotApp;

/// <summary>Params as an object, taken apart without reflection.</summary>
internal sealed record Settings
{
    public required double LearningRate { get; init; }

    public required int[] Layers { get; init; }

    public required Optimizer Optimizer { get; init; }
}

internal sealed record Optimizer
{
    public required string Name { get; init; }
}

[JsonSerializable(typeof(Settings))]
internal sealed partial class SettingsContext : JsonSerializerContext;
