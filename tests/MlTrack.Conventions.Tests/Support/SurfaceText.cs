using Microsoft.CodeAnalysis;

namespace MlTrack.Conventions.Tests.Support;

/// <summary>
/// Prints a library's public surface as text, one declaration a line: what a reviewer reads to see what a change does to users.
/// A type's line is followed by its members, indented; both sorted, so that only a changed declaration changes the text.
/// </summary>
internal static class SurfaceText
{
    private static readonly SymbolDisplayFormat MemberFormat = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeConstantValue | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.AllowDefaultLiteral);

    private static readonly SymbolDisplayFormat TypeFormat = MemberFormat
        .WithKindOptions(SymbolDisplayKindOptions.None)
        .WithMemberOptions(SymbolDisplayMemberOptions.None);

    public static string Print(ShippedLibrary library)
    {
        var lines = new List<string>();
        foreach (var type in library.Types)
        {
            lines.Add(Declaration(type));
            lines.AddRange(ShippedLibrary.MembersOf(type)
                .Select(member => "    " + member.ToDisplayString(MemberFormat))
                .OrderBy(line => line, StringComparer.Ordinal));
        }

        return string.Concat(lines.Select(line => line + "\n"));
    }

    private static string Declaration(INamedTypeSymbol type)
    {
        if (type is { TypeKind: TypeKind.Delegate })
        {
            return "delegate " + type.ToDisplayString(MemberFormat);
        }

        var kind = type switch
        {
            { TypeKind: TypeKind.Enum } => $"enum",
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Struct, IsReadOnly: true } => type.IsRecord ? "readonly record struct" : "readonly struct",
            { TypeKind: TypeKind.Struct } => type.IsRecord ? "record struct" : "struct",
            { IsStatic: true } => "static class",
            { IsAbstract: true } => type.IsRecord ? "abstract record" : "abstract class",
            { IsSealed: true } => type.IsRecord ? "sealed record" : "sealed class",
            _ => type.IsRecord ? "record" : "class",
        };
        return $"{kind} {type.ToDisplayString(TypeFormat)}{Bases(type)}";
    }

    private static string Bases(INamedTypeSymbol type)
    {
        var bases = new List<INamedTypeSymbol>();
        if (type.BaseType is { SpecialType: SpecialType.None } parent)
        {
            bases.Add(parent);
        }

        if (type.TypeKind == TypeKind.Enum)
        {
            bases.Add(type.EnumUnderlyingType!);
        }

        bases.AddRange(type.Interfaces.Where(ShippedLibrary.IsVisible).OrderBy(face => face.ToDisplayString(), StringComparer.Ordinal));
        return bases.Count == 0 ? string.Empty : " : " + string.Join(", ", bases.Select(face => face.ToDisplayString(TypeFormat)));
    }
}
