using MlTrack.Internal.Rest.Wire;

namespace MlTrack.Server.Internal;

/// <summary>Enumerations of requests.</summary>
internal static class ViewTypes
{
    /// <summary>Reads a view type; active ones where it is absent.</summary>
    /// <exception cref="MlTrackException">There is no such view type. (MLflow goes on with what it had read before.)</exception>
    internal static ViewType Read(WireEnum? text, string parameter) => text is not { } value
        ? ViewType.ActiveOnly
        : WireEnums.TryRead(value, out ViewType viewType) ? viewType : throw Binding.BindingFaults.WrongText(parameter, value.Text);
}
