using Mrq.Core.Graph;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.Floating;

/// <summary>Real numbers between DEQUANTIZE and QUANTIZE, against values computed by hand.</summary>
[TestClass]
public sealed class FloatingOperatorTests
{
    [TestMethod]
    public void Values_at_the_same_place_and_a_fused_activation()
    {
        CollectionAssert.AreEqual(new[] { 1.5f, -1, 7 }, Binary(new Add { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 1.5f, 0, 6 }, Binary(new Add { Inputs = [], Outputs = [], FusedActivationFunction = ActivationFunctionType.Relu6 }));
        CollectionAssert.AreEqual(new[] { 0.5f, -3, -1 }, Binary(new Sub { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 0.5f, -2, 12 }, Binary(new Mul { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 2f, -2, 0.75f }, Binary(new Div { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 0.25f, 9, 1 }, Binary(new SquaredDifference { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 1f, -2, 81 }, Binary(new Pow { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 1f, 1, 4 }, Binary(new Maximum { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 0.5f, -2, 3 }, Binary(new Minimum { Inputs = [], Outputs = [] }));
    }

    [TestMethod]
    public void Functions_of_each_value()
    {
        CollectionAssert.AreEqual(new[] { 0f, 0, 8 }, Unary(new Relu { Inputs = [], Outputs = [] }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { 0f, 0, 6 }, Unary(new Relu6 { Inputs = [], Outputs = [] }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { -1f, 0, 1 }, Unary(new ReluN1To1 { Inputs = [], Outputs = [] }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { -0.5f, 0, 8 }, Unary(new LeakyRelu { Inputs = [], Outputs = [], Alpha = 0.25f }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { -1 / 3f, 0, 8 }, Unary(new HardSwish { Inputs = [], Outputs = [] }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { 2f, 0, 8 }, Unary(new Abs { Inputs = [], Outputs = [] }, -2, 0, 8));
        CollectionAssert.AreEqual(new[] { 2f, 0, 4 }, Unary(new Sqrt { Inputs = [], Outputs = [] }, 4, 0, 16));
        CollectionAssert.AreEqual(new[] { 0.5f, 1, 0.25f }, Unary(new Rsqrt { Inputs = [], Outputs = [] }, 4, 1, 16));
        CollectionAssert.AreEqual(new[] { 0.36787945f, 1, 7.389056f }, Unary(new Exp { Inputs = [], Outputs = [] }, -1, 0, 2));
        CollectionAssert.AreEqual(new[] { 0.6931472f, 0, 1.609438f }, Unary(new Log { Inputs = [], Outputs = [] }, 2, 1, 5));
        CollectionAssert.AreEqual(new[] { 0.26894143f, 0.5f, 0.8807971f }, Unary(new Logistic { Inputs = [], Outputs = [] }, -1, 0, 2));
        CollectionAssert.AreEqual(new[] { -0.7615942f, 0, 0.9640276f }, Unary(new Tanh { Inputs = [], Outputs = [] }, -1, 0, 2));
    }

    [TestMethod]
    public void Softmax_of_each_row()
    {
        // exp(0), exp(ln 2), exp(ln 5) over their sum, with twice the exponent by beta.
        CollectionAssert.AreEqual(new[] { 0.125f, 0.25f, 0.625f }, Unary(new Softmax { Inputs = [], Outputs = [], Beta = 2 }, 0, MathF.Log(2) / 2, MathF.Log(5) / 2), Comparer<float>.Create((one, other) => Math.Abs(one - other) < 1e-6f ? 0 : 1));
    }

    [TestMethod]
    public void Mean_and_sum_over_axes()
    {
        Tensor axes = new() { Name = "axes", Type = ElementType.Int32, Shape = new TensorShape(1), Data = new byte[] { 0, 0, 0, 0 } };
        float[] Reduce(Operator step) => OneOperatorGraph.Of(step, SmallTensors.Values(ElementType.Float32, 2, 2), axes, SmallTensors.Values(ElementType.Float32, 1, 2)).Run<float>(1, 2, 4, 8);

        CollectionAssert.AreEqual(new[] { 2.5f, 5 }, Reduce(new Mean { Inputs = [], Outputs = [] }));
        CollectionAssert.AreEqual(new[] { 5f, 10 }, Reduce(new Sum { Inputs = [], Outputs = [] }));
    }

    private static float[] Unary(Operator step, params float[] values) =>
        OneOperatorGraph.Of(step, SmallTensors.Values(ElementType.Float32, 1, 3), SmallTensors.Values(ElementType.Float32, 1, 3)).Run(values);

    private static float[] Binary(Operator step) => OneOperatorGraph.Of(step, SmallTensors.Values(ElementType.Float32, 1, 3), SmallTensors.Values(ElementType.Float32, 1, 3), SmallTensors.Values(ElementType.Float32, 1, 3))
        .Run([1, -2, 3], new float[] { 0.5f, 1, 4 });
}
