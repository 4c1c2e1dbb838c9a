using Microsoft.CodeAnalysis;
using MlTrack.Conventions.Tests.Support;

namespace MlTrack.Conventions.Tests;

/// <summary>What ships is documented: the XML file next to each assembly says something about everything public.</summary>
public sealed class DocumentationSpecs
{
    public static TheoryData<string> Libraries => [.. Repository.Libraries];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_public_member_is_documented(string name)
    {
        var library = ShippedLibrary.Named(name);

        library.Types.Concat(library.Members)
            .Where(symbol => !IsImplicit(symbol) && !IsDocumented(library, symbol))
            .Select(symbol => symbol.GetDocumentationCommentId())
            .Should().BeEmpty("every public member has a summary, or inherits one");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_handle_client_and_store_says_who_may_share_it(string name)
    {
        var library = ShippedLibrary.Named(name);

        library.Types
            .Where(type => type.TypeKind == TypeKind.Class && type.AllInterfaces.Any(face => face.Name is "IDisposable" or "IAsyncDisposable"))
            .Where(type => library.Documentation.GetValueOrDefault(type.GetDocumentationCommentId()!)?.Element("remarks")?.Value
                .Contains("thread", StringComparison.OrdinalIgnoreCase) != true)
            .Select(type => type.ToDisplayString())
            .Should().BeEmpty("the remarks of a type that is held and disposed tell whether threads may share it");
    }

    private static bool IsDocumented(ShippedLibrary library, ISymbol symbol) =>
        library.Documentation.TryGetValue(symbol.GetDocumentationCommentId()!, out var member)
        && (member.Element("inheritdoc") is not null || !string.IsNullOrWhiteSpace(member.Element("summary")?.ToString(System.Xml.Linq.SaveOptions.DisableFormatting)
            .Replace("<summary>", string.Empty, StringComparison.Ordinal).Replace("</summary>", string.Empty, StringComparison.Ordinal)));

    /// <summary>A default constructor that nobody wrote has no place for a comment; its class has one.</summary>
    private static bool IsImplicit(ISymbol symbol) =>
        symbol is IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0 };
}
