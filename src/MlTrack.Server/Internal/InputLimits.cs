using MlTrack.Internal.Rest.Wire;
using MlTrack.Internal.Text;
using MlTrack.Server.Internal.Binding;

namespace MlTrack.Server.Internal;

/// <summary>How long the texts of a data set may be: the columns of MLflow's database, so that a tree can be moved there.</summary>
internal static class InputLimits
{
    private const int MaxName = 500;
    private const int MaxDigest = 36;
    private const int MaxSource = 65535;
    private const int MaxSchema = 1048575;
    private const int MaxProfile = 16777215;
    private const int MaxTagKey = 255;
    private const int MaxTagValue = 500;

    /// <exception cref="MlTrackException">A text is too long.</exception>
    internal static void Check(List<DatasetInputMessage>? inputs)
    {
        foreach (var input in inputs ?? [])
        {
            Check(input?.Dataset?.Name, "name", MaxName);
            Check(input?.Dataset?.Digest, "digest", MaxDigest);
            Check(input?.Dataset?.Source, "source", MaxSource);
            Check(input?.Dataset?.Schema, "schema", MaxSchema);
            Check(input?.Dataset?.Profile, "profile", MaxProfile);
            foreach (var tag in input?.Tags ?? [])
            {
                Check(tag?.Key, "key", MaxTagKey);
                Check(tag?.Value, "value", MaxTagValue);
            }
        }
    }

    private static void Check(string? text, string name, int limit)
    {
        if (text is not null && text.Length > limit && Names.CountCodePoints(text) > limit)
        {
            throw BindingFaults.Invalid(FormattableString.Invariant($"'{name}' exceeds the maximum length of {limit} characters"));
        }
    }
}
