using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace MlTrack.Internal.Writing;

/// <content>Values of F#, whose compiled properties (<c>Tag</c>, <c>IsAdam</c>, <c>Value</c>) are not what their author wrote.</content>
internal static partial class ParamFlattener
{
    private const string FSharpCore = "Microsoft.FSharp.Core.";

    // SourceConstructFlags.SumType, and the mask that leaves the kind.
    private const int SumType = 1;
    private const int KindMask = 31;

    /// <summary>Gives an option's value (null for <c>None</c>) and the text of a union's case; every other value as it is.</summary>
    [RequiresUnreferencedCode(TrimmingMessage)]
    private static object? Plain(object? value)
    {
        if (value is null)
        {
            return null;
        }

        var type = value.GetType();
        return Definition(type) switch
        {
            FSharpCore + "FSharpOption`1" => Property(value, "Value"),
            FSharpCore + "FSharpValueOption`1" => true.Equals(Property(value, "IsSome")) ? Property(value, "Value") : null,
            _ when value is not IEnumerable && (IsUnion(type) || IsUnion(type.BaseType)) => value.ToString(),
            _ => value,
        };
    }

    private static string? Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition().FullName : null;

    // By name: the library does not depend on FSharp.Core, and a program without F# has none.
    private static bool IsUnion(Type? type) => type is not null && type.GetCustomAttributesData().Any(attribute =>
        attribute.AttributeType.FullName == FSharpCore + "CompilationMappingAttribute"
        && attribute.ConstructorArguments is [{ Value: int flags }, ..]
        && (flags & KindMask) == SumType);

    [RequiresUnreferencedCode(TrimmingMessage)]
    private static object? Property(object value, string name) => value.GetType().GetProperty(name, BindingFlags.Public | BindingFlags.Instance)?.GetValue(value);
}
