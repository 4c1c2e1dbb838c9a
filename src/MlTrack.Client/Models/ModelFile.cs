using System.Text;
using MlTrack.Internal.Diagnostics;
using MlTrack.Internal.Packaging;
using MlTrack.Internal.Yaml;

namespace MlTrack.Models;

/// <summary>
/// An <c>MLmodel</c> file: what a folder with a model says of itself. Immutable; <c>with</c> makes a changed copy, in which everything that was read and not
/// changed, unknown keys and flavors included, is written back as it was.
/// </summary>
/// <example>
/// <code>
/// var file = ModelFile.Parse(File.ReadAllBytes("model/MLmodel"));
/// File.WriteAllBytes("model/MLmodel", (file with { RunId = "0123456789abcdef0123456789abcdef" }).ToBytes());
/// </code>
/// </example>
public sealed record ModelFile
{
    /// <summary>The name of the file in a model's folder.</summary>
    public const string FileName = "MLmodel";

    private readonly YamlMapping _source = YamlMapping.Empty;
    private readonly ModelFile? _read;

    /// <summary>Makes an empty file.</summary>
    public ModelFile()
    {
    }

    internal ModelFile(YamlMapping source) => _source = source;

    // Of a copy this is the file that was read.
    private ModelFile(ModelFile original)
    {
        _source = original._source;
        _read = original._read ?? (ReferenceEquals(original._source, YamlMapping.Empty) ? null : original);
        ArtifactPath = original.ArtifactPath;
        Flavors = original.Flavors;
        InputExample = original.InputExample;
        Metadata = original.Metadata;
        MlflowVersion = original.MlflowVersion;
        ModelId = original.ModelId;
        ModelSizeBytes = original.ModelSizeBytes;
        ModelUuid = original.ModelUuid;
        RunId = original.RunId;
        Signature = original.Signature;
        CreationTime = original.CreationTime;
        OtherKeys = original.OtherKeys;
    }

    /// <summary>Where the folder was logged: a URI, in old files a path in the run; null for a folder that was only saved.</summary>
    public string? ArtifactPath { get; init; }

    /// <summary>How the model can be loaded: by name of the flavor its options, which are texts, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>, null, lists and maps.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, object?>> Flavors { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, object?>>(StringComparer.Ordinal);

    /// <summary>What the model takes and gives, or null.</summary>
    public ModelSignature? Signature { get; init; }

    /// <summary>Where its input example is, or null.</summary>
    public InputExampleInfo? InputExample { get; init; }

    /// <summary>The user's own data, or null.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; init; }

    /// <summary>The version of MLflow whose format this is, or null.</summary>
    public string? MlflowVersion { get; init; }

    /// <summary>The logged model, or null.</summary>
    public string? ModelId { get; init; }

    /// <summary>The length of the model's files and examples in bytes, without this file and those of its environment; or null.</summary>
    public long? ModelSizeBytes { get; init; }

    /// <summary>The id of the folder: the logged model's where there is one.</summary>
    public string? ModelUuid { get; init; }

    /// <summary>The run that made it, or null.</summary>
    public string? RunId { get; init; }

    /// <summary>When it was made, or null.</summary>
    public DateTimeOffset? CreationTime { get; init; }

    /// <summary>All other keys: those of MLflow that have no property here, and unknown ones.</summary>
    public IReadOnlyDictionary<string, object?> OtherKeys { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Reads a file.</summary>
    /// <param name="content">YAML or JSON in UTF-8.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="MlTrackException">It is no YAML mapping, or its signature is none.</exception>
    public static ModelFile Parse(ReadOnlyMemory<byte> content) => ModelFileReader.Read(content);

    /// <summary>Reads a file.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="MlTrackException">It is no YAML mapping, or its signature is none.</exception>
    public static ModelFile Parse(string text)
    {
        Guard.NotNull(text);
        return ModelFileReader.Read(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Gives the content of the file as MLflow writes it.</summary>
    /// <returns>YAML in UTF-8.</returns>
    /// <exception cref="MlTrackException">An option or a piece of metadata is of a type that cannot be written.</exception>
    public byte[] ToBytes() =>
        ModelFileWriter.Write(this, _read ?? (ReferenceEquals(_source, YamlMapping.Empty) ? null : this), _source);

    /// <inheritdoc/>
    public bool Equals(ModelFile? other) => other is not null && ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ModelUuid ?? "");
}
