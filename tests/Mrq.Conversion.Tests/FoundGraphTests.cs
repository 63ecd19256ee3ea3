using Mrq.Conversion.Tests.Graphs;

namespace Mrq.Conversion.Tests;

/// <summary>Random graphs that once failed, each as small as it became and named after what was wrong.</summary>
[TestClass]
public sealed class FoundGraphTests
{
    [TestMethod]
    public void One_layer() => Passes(new(SourceKind.UInt8, "int8-symmetric", 0, false, [new(StepKind.Pointwise)]));

    [TestMethod]
    public void An_end_that_only_the_second_plan_loses() =>
        Passes(new(SourceKind.UInt8, "int8-symmetric-pow2-per-channel", 701, false, [new(StepKind.Pointwise, Range: OutputRange.Skewed, Variant: 8), new(StepKind.Pointwise)]));

    private static void Passes(GraphRecipe recipe) => Assert.IsNull(GraphTrial.Wrong(recipe));
}
