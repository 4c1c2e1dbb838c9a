using System.Globalization;

namespace MlTrack.Internal.FileStore.Registry;

/// <summary>Every path name of the registry in an <c>mlruns</c> tree.</summary>
/// <remarks>
/// <code>
/// root/models/NAME/meta.yaml  tags/KEY  aliases/ALIAS
/// root/models/NAME/version-N/meta.yaml  tags/KEY
/// </code>
/// MLflow takes every folder directly below <c>models</c> for a model and every folder in it whose name begins with <c>version-</c> for a version; other
/// folders of a model, and all plain files, are ignored, which is where what is being made lies.
/// </remarks>
internal sealed class RegistryLayout
{
    private const string AliasesFolder = "aliases";
    private const string VersionPrefix = "version-";

    internal RegistryLayout(string storeRoot) => Root = MlrunsLayout.Join(storeRoot, MlrunsLayout.Models);

    /// <summary>The folder of all registered models.</summary>
    internal string Root { get; }

    internal string Model(string name) => MlrunsLayout.Join(Root, name);

    internal string Aliases(string name) => MlrunsLayout.Join(Model(name), AliasesFolder);

    internal string Version(string name, long number) =>
        MlrunsLayout.Join(Model(name), VersionPrefix + number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads the number of a version's folder: digits in their normal form.</summary>
    internal static bool TryGetNumber(string folderName, out long number)
    {
        number = 0;
        return folderName.StartsWith(VersionPrefix, StringComparison.Ordinal) &&
            long.TryParse(folderName.Substring(VersionPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number) &&
            folderName.Length == VersionPrefix.Length + number.ToString(CultureInfo.InvariantCulture).Length;
    }
}
