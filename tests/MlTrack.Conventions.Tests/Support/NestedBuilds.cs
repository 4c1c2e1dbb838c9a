namespace MlTrack.Conventions.Tests.Support;

/// <summary>Tests that build something run one after the other: two compilers at once on two cores only wait for each other.</summary>
[CollectionDefinition(Name)]
public sealed class NestedBuilds
{
    public const string Name = "nested builds";
}
