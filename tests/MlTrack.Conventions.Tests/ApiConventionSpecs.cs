using Microsoft.CodeAnalysis;
using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>The rules of the public surface, tested over the built assemblies.</summary>
public sealed class ApiConventionSpecs
{
    /// <summary>What a user imports. A new namespace is a decision, so it is named here.</summary>
    private static readonly string[] PublicNamespaces =
    [
        "MlTrack",
        "MlTrack.Fluent",
        "MlTrack.MLNet",
        "MlTrack.Serving",
        "MlTrack.Models",
        "MlTrack.Search", "MlTrack.Sync",
        "MlTrack.Server",
        "MlTrack.Stores",
        "MlTrack.Testing",
        "Microsoft.AspNetCore.Builder",
        "Microsoft.Extensions.DependencyInjection",
    ];

    private static IEnumerable<INamedTypeSymbol> Types => ShippedLibrary.All.SelectMany(library => library.Types);

    private static IEnumerable<IMethodSymbol> Methods => ShippedLibrary.All.SelectMany(library => library.Members)
        .OfType<IMethodSymbol>()
        .Where(method => method.MethodKind == MethodKind.Ordinary && !method.IsOverride);

    [Fact]
    public void Every_library_of_src_is_checked() =>
        ShippedLibrary.All.Select(library => library.Name).Should().BeEquivalentTo(Repository.Libraries).And.Contain("MlTrack.Client");

    [Fact]
    public void Public_types_live_in_public_namespaces() =>
        Types.Where(type => !PublicNamespaces.Contains(type.ContainingNamespace.ToDisplayString()))
            .Select(type => type.ToDisplayString())
            .Should().BeEmpty("internal code is not public, and what is public can be found by its namespace");

    [Fact]
    public void Public_classes_are_sealed_or_abstract_or_static()
    {
        // A base class is open to our own children only if there are any: MlTrackException and what a server said.
        var parents = Types.Select(type => type.BaseType?.OriginalDefinition.ToDisplayString()).ToHashSet(StringComparer.Ordinal);
        Types.Where(type => type is { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false })
            .Select(type => type.ToDisplayString())
            .Where(name => !parents.Contains(name))
            .Should().BeEmpty("a class that was not designed as a base must not become one");
    }

    [Fact]
    public void Public_fields_are_constants() =>
        ShippedLibrary.All.SelectMany(library => library.Members)
            .OfType<IFieldSymbol>()
            .Where(field => !field.IsConst && field.ContainingType.TypeKind != TypeKind.Enum)
            .Select(field => field.ToDisplayString())
            .Should().BeEmpty("a field cannot become a property later");

    [Fact]
    public void Methods_are_named_Async_exactly_if_they_can_be_awaited() =>
        Methods.Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) != IsAwaitable(method.ReturnType))
            .Select(method => method.ToDisplayString())
            .Should().BeEmpty("the name tells whether to await");

    [Fact]
    public void Async_methods_take_a_cancellation_token_last_and_by_default() =>
        Methods.Where(method => IsAwaitable(method.ReturnType) && method.Name != "DisposeAsync" && !EndsWithOptionalToken(method))
            .Select(method => method.ToDisplayString())
            .Should().BeEmpty("every wait can be cancelled, in the same way everywhere");

    [Fact]
    public void No_name_exists_with_and_without_Async_on_a_store_contract() =>
        Types.Where(type => type.TypeKind == TypeKind.Interface)
            .SelectMany(type => type.GetMembers().OfType<IMethodSymbol>().Where(method => type.GetMembers(method.Name + "Async").Length > 0))
            .Select(method => method.ToDisplayString())
            .Should().BeEmpty("contracts are asynchronous only");

    [Fact]
    public void Collections_are_read_only_on_entities() =>
        Types.Where(type => type.IsRecord)
            .SelectMany(type => type.GetMembers().OfType<IPropertySymbol>())
            .Where(property => ShippedLibrary.IsVisible(property) && IsMutableCollection(property.Type))
            .Select(property => property.ToDisplayString())
            .Should().BeEmpty("what a query returned belongs to no one");

    private static bool EndsWithOptionalToken(IMethodSymbol method) =>
        method.Parameters.LastOrDefault() is { IsOptional: true, Name: "cancellationToken" } last
        && last.Type.ToDisplayString() == "System.Threading.CancellationToken";

    private static bool IsAwaitable(ITypeSymbol type) => type.OriginalDefinition.ToDisplayString()
        is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task<TResult>"
        or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask<TResult>"
        or "System.Collections.Generic.IAsyncEnumerable<T>" or "System.Collections.Generic.IAsyncEnumerable<out T>";

    private static bool IsMutableCollection(ITypeSymbol type) => type is IArrayTypeSymbol { ElementType.SpecialType: not SpecialType.System_Byte }
        || type.OriginalDefinition.Name is "List" or "Dictionary" or "IList" or "IDictionary" or "ICollection" or "HashSet";
}
