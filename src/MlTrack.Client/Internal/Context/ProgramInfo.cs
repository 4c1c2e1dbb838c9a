using System.Reflection;
using System.Runtime.InteropServices;

namespace MlTrack.Internal.Context;

/// <summary>What program this process runs, as MLflow's tags tell it.</summary>
/// <param name="SourceName">The program's file name, never a command line; <c>&lt;console&gt;</c> where there is none.</param>
/// <param name="SourceType"><c>LOCAL</c> or <c>NOTEBOOK</c>.</param>
/// <param name="SourceFolder">The folder whose git work tree holds the source.</param>
/// <param name="BuildCommit">The commit the program was built from, as the build recorded it in the assembly, or null.</param>
internal sealed record ProgramInfo(string SourceName, string SourceType, string SourceFolder, string? BuildCommit)
{
    internal const string Local = "LOCAL";
    internal const string Notebook = "NOTEBOOK";

    private const string NoProgram = "<console>";

    /// <summary>Looks at this process.</summary>
    internal static ProgramInfo Read()
    {
        var entry = Assembly.GetEntryAssembly();
        return Describe(
            Environment.GetCommandLineArgs(),
            entry?.GetName().Name,
            entry?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            AppContext.GetData("EntryPointFilePath") as string,
            AppContext.BaseDirectory,
            Environment.CurrentDirectory);
    }

    /// <summary>
    /// Decides from the facts. A single-file C# program names its source (<paramref name="entryPointFile"/>); F# Interactive names its script on the command
    /// line; a notebook kernel knows only its folder.
    /// </summary>
    internal static ProgramInfo Describe(
        IReadOnlyList<string> commandLine,
        string? entryAssembly,
        string? informationalVersion,
        string? entryPointFile,
        string baseFolder,
        string currentFolder)
    {
        if (entryAssembly?.StartsWith("Microsoft.DotNet.Interactive", StringComparison.OrdinalIgnoreCase) == true)
        {
            return new ProgramInfo(NoProgram, Notebook, currentFolder, null);
        }

        var script = string.IsNullOrEmpty(entryPointFile) ? FindScript(entryAssembly, commandLine) : entryPointFile;
        if (script is not null)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(Path.Combine(currentFolder, script)));
            return new ProgramInfo(Path.GetFileName(script), Local, folder ?? currentFolder, null);
        }

        var name = commandLine.Count > 0 ? Path.GetFileName(commandLine[0]) : string.Empty;
        return new ProgramInfo(
            name.Length > 0 ? name : entryAssembly ?? NoProgram, Local, baseFolder, ReadBuildCommit(informationalVersion));
    }

    /// <summary>The .NET runtime and its processor architecture.</summary>
    internal static string DescribeRuntime() =>
        $"{RuntimeInformation.FrameworkDescription} ({RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()})";

    /// <summary>The operating system and its version.</summary>
    internal static string DescribeSystem() => RuntimeInformation.OSDescription.Trim();

    private static string? FindScript(string? entryAssembly, IReadOnlyList<string> commandLine)
    {
        if (!string.Equals(entryAssembly, "fsi", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        for (var i = 1; i < commandLine.Count; i++)
        {
            if (commandLine[i].EndsWith(".fsx", StringComparison.OrdinalIgnoreCase))
            {
                return commandLine[i];
            }
        }

        return null;
    }

    // The SDK appends the commit to the informational version: 1.2.0+<40 hex digits>.
    private static string? ReadBuildCommit(string? informationalVersion)
    {
        const int Digits = 40;
        var plus = informationalVersion?.LastIndexOf('+') ?? -1;
        if (informationalVersion is null || plus < 0 || informationalVersion.Length - plus - 1 != Digits)
        {
            return null;
        }

        for (var i = plus + 1; i < informationalVersion.Length; i++)
        {
            if (informationalVersion[i] is not ((>= '0' and <= '9') or (>= 'a' and <= 'f')))
            {
                return null;
            }
        }

        return informationalVersion.Substring(plus + 1);
    }
}
