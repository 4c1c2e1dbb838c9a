using System.Reflection;

namespace MlTrack.Conformance;

/// <summary>The suites of this package, so that none is forgotten.</summary>
public static class ConformanceSuites
{
    /// <summary>Every suite that a store can derive from.</summary>
    public static IReadOnlyList<Type> All { get; } =
    [
        .. typeof(StoreSuite).Assembly.GetExportedTypes()
            .Where(type => type.IsAbstract && type.IsSubclassOf(typeof(StoreSuite)))
            .OrderBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>Names the suites from which no public class nested in a type derives.</summary>
    /// <param name="container">The class that holds the derived classes of one store.</param>
    /// <param name="inapplicable">Suites that need an ability which the store does not have.</param>
    /// <returns>The suites that were forgotten.</returns>
    public static IReadOnlyList<Type> FindMissing(Type container, params Type[] inapplicable)
    {
        var derived = container.GetNestedTypes(BindingFlags.Public).Where(type => !type.IsAbstract).ToList();
        return [.. All.Where(suite => !inapplicable.Contains(suite) && !derived.Exists(type => type.IsSubclassOf(suite)))];
    }
}
