using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>One library of <c>src</c> as its users' compiler sees it: symbols read from the built assembly, and its XML documentation.</summary>
internal sealed class ShippedLibrary
{
    private static readonly Lazy<IReadOnlyDictionary<string, ShippedLibrary>> Loaded =
        new(() => Repository.Libraries.ToDictionary(name => name, name => new ShippedLibrary(name), StringComparer.Ordinal));

    private ShippedLibrary(string name)
    {
        Name = name;
        var path = Path.Combine(AppContext.BaseDirectory, name + ".dll");
        var reference = MetadataReference.CreateFromFile(path);
        var compilation = CSharpCompilation.Create("surface", references: [reference, .. References.Without(path)]);
        Assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
        Types = PublicTypes(Assembly.GlobalNamespace).OrderBy(type => type.ToDisplayString(), StringComparer.Ordinal).ToArray();
        Documentation = XDocument.Load(Path.ChangeExtension(path, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, StringComparer.Ordinal);
    }

    public static IEnumerable<ShippedLibrary> All => Loaded.Value.Values;

    public string Name { get; }

    public IAssemblySymbol Assembly { get; }

    /// <summary>Every type that code outside the assembly can name, nested ones too.</summary>
    public IReadOnlyList<INamedTypeSymbol> Types { get; }

    /// <summary>The documentation file's members by their identifier.</summary>
    public IReadOnlyDictionary<string, XElement> Documentation { get; }

    /// <summary>The members of <see cref="Types"/> that a user can call or override and that somebody wrote: no accessors, nothing a compiler made up.</summary>
    public IEnumerable<ISymbol> Members => Types.SelectMany(MembersOf);

    public static ShippedLibrary Named(string name) => Loaded.Value[name];

    public static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type) => type.TypeKind == TypeKind.Delegate
        ? []
        : type.GetMembers().Where(member => IsVisible(member) && member is not INamedTypeSymbol && IsWritten(member));

    public static bool IsVisible(ISymbol symbol) => symbol.DeclaredAccessibility
        is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    public override string ToString() => Name;

    private static bool IsWritten(ISymbol member)
    {
        // A record's equality and cloning are marked; an auto-property's accessors are too, but its property is not.
        if (member.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "CompilerGeneratedAttribute"))
        {
            return false;
        }

        return member switch
        {
            IMethodSymbol { MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove } => false,
            IMethodSymbol { MethodKind: MethodKind.Constructor, Parameters.Length: 0, ContainingType.IsValueType: true } => false,
            _ => member.CanBeReferencedByName || member is IMethodSymbol { MethodKind: MethodKind.Constructor or MethodKind.UserDefinedOperator or MethodKind.Conversion }
                || member is IPropertySymbol { IsIndexer: true },
        };
    }

    private static IEnumerable<INamedTypeSymbol> PublicTypes(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (var type in PublicTypes(inner))
                {
                    yield return type;
                }
            }
            else if (member is INamedTypeSymbol type && IsVisible(type))
            {
                yield return type;
                foreach (var nested in PublicTypes(type))
                {
                    yield return nested;
                }
            }
        }
    }
}
