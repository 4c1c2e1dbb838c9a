using System.Reflection;
using System.Runtime.Versioning;
using Microsoft.ML;

namespace MlTrack.MLNet.Internal;

/// <summary>What a model was made with.</summary>
internal static class Versions
{
    /// <summary>The version of ML.NET that is running.</summary>
    internal static string OfMLNet { get; } = FindMLNet();

    /// <summary>The framework for which the program was built, as projects write it (<c>net10.0</c>); null where a program does not say.</summary>
    internal static string? OfFramework { get; } = FindFramework(Assembly.GetEntryAssembly()?.GetCustomAttribute<TargetFrameworkAttribute>()?.FrameworkName);

    internal static string? FindFramework(string? attribute)
    {
        if (attribute is null)
        {
            return null;
        }

        var name = new FrameworkName(attribute);
        return name.Identifier switch
        {
            ".NETCoreApp" when name.Version.Major >= 5 => "net" + name.Version.ToString(2),
            ".NETCoreApp" => "netcoreapp" + name.Version.ToString(2),
            ".NETFramework" => "net" + name.Version.ToString().Replace(".", string.Empty),
            _ => attribute,
        };
    }

    private static string FindMLNet()
    {
        var assembly = typeof(MLContext).Assembly;
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? assembly.GetName().Version?.ToString() ?? "unknown";

        // The commit after the plus is not part of the package's version.
        var plus = text.IndexOf('+');
        return plus < 0 ? text : text.Substring(0, plus);
    }
}
