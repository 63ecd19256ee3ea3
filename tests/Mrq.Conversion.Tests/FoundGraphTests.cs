using Mrq.Conversion.Tests.Graphs;

namespace Mrq.Conversion.Tests;

/// <summary>Random graphs that once failed, each as small as it became and named after what was wrong.</summary>
[TestClass]
public sealed class FoundGraphTests
{
    [TestMethod]
    public void One_layer() => Passes(new(SourceKind.UInt8, "int8-symmetric", 0, false, [new(StepKind.Pointwise)]));

    private static void Passes(GraphRecipe recipe) => Assert.IsNull(GraphTrial.Wrong(recipe));
}
