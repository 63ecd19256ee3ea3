using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Formats.TfLite.Tests;

/// <summary>Versions as TFLite's <c>tools/versioning/op_version.cc</c> numbers them.</summary>
[TestClass]
public sealed class OperatorVersionTests
{
    public static IEnumerable<object[]> Rows =>
    [
        [new Conv2D { Inputs = [0], Outputs = [0] }, 3, 4],
        [new DepthwiseConv2D { Inputs = [0], Outputs = [0] }, 3, 5],
        [new FullyConnected { Inputs = [0], Outputs = [0] }, 4, 7],
        [new Add { Inputs = [0], Outputs = [0], PotScaleInt16 = false }, 2, 3],
        [new Add { Inputs = [0], Outputs = [0] }, 2, 1],
        [new Sub { Inputs = [0], Outputs = [0], PotScaleInt16 = false }, 2, 5],
        [new Softmax { Inputs = [0], Outputs = [0] }, 2, 3],
        [new Reshape { Inputs = [0], Outputs = [0] }, 1, 1],
        [new BatchMatMul { Inputs = [0, 0], Outputs = [0] }, 2, 3],
        [new Equal { Inputs = [0, 0], Outputs = [0] }, 2, 5],
        [new Exp { Inputs = [0], Outputs = [0] }, 2, 2],
        [new Fill { Inputs = [0, 0], Outputs = [0] }, 3, 3],
        [new TransposeConv { Inputs = [0, 0, 0], Outputs = [0] }, 2, 3],
    ];

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void Each_type_has_the_version_that_introduced_it(Operator step, int int8, int int16)
    {
        Assert.AreEqual(int8, Raised(step, ElementType.Int8));
        Assert.AreEqual(int16, Raised(step, ElementType.Int16));
        Assert.AreEqual(step.Version, Raised(step, ElementType.UInt8));
    }

    [TestMethod]
    public void A_later_version_stays() => Assert.AreEqual(9, Raised(new Conv2D { Inputs = [0], Outputs = [0], Version = 9 }, ElementType.Int16));

    /// <summary>Whatever the type: a runtime of before would ignore the activation.</summary>
    [TestMethod]
    public void An_activation_fused_into_TRANSPOSE_CONV_has_a_version_of_its_own() =>
        Assert.AreEqual(4, Raised(new TransposeConv { Inputs = [0, 0, 0], Outputs = [0], FusedActivationFunction = ActivationFunctionType.Relu }, ElementType.UInt8));

    private static int Raised(Operator step, ElementType type) => OperatorVersions.RaiseForTypes(new QuantizedGraph
    {
        Name = "test",
        Inputs = [0],
        Outputs = [0],
        Tensors = [new Tensor { Name = "only", Type = type, Shape = new TensorShape(1) }],
        Operators = [step],
    }).Operators[0].Version;
}
