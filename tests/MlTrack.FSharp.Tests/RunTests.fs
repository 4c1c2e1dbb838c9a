/// The library as an F# program sees it: no overload that needs an annotation, no option that cannot be left out.
module MlTrack.FSharp.Tests.RunTests

open MlTrack
open Xunit

[<Fact>]
let ``Options are set by name`` () =
    let options = MlTrackClientOptions(OnFailure = OnFailure.Throw, Durability = Durability.Buffered)
    Assert.Equal(OnFailure.Throw, options.OnFailure)

[<Fact>]
let ``An entity is made by its properties`` () =
    let experiment = Experiment(ExperimentId = "1", Name = "iris")
    Assert.Equal("iris", experiment.Name)
