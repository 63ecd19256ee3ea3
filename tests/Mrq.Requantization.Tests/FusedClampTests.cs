using System.Collections.Immutable;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Plan;

namespace Mrq.Requantization.Tests;

/// <summary>An activation that is fused into an operator without weights counts as one that is fused into a layer.</summary>
[TestClass]
public sealed class FusedClampTests
{
    private const int Combined = 6;

    [TestMethod]
    [DataRow("ADD", ActivationFunctionType.Relu6, 6 / 127f)]
    [DataRow("SUB", ActivationFunctionType.Relu6, 6 / 127f)]
    [DataRow("MUL", ActivationFunctionType.Relu6, 6 / 127f)]
    [DataRow("ADD", ActivationFunctionType.ReluN1To1, 1 / 127f)]
    [DataRow("SUB", ActivationFunctionType.ReluN1To1, 1 / 127f)]
    [DataRow("MUL", ActivationFunctionType.ReluN1To1, 1 / 127f)]
    public void What_it_cuts_off_takes_no_integers(string name, ActivationFunctionType function, float expected) =>
        Assert.AreEqual(expected, Convert(Source(name, function), "int8-symmetric").Graph.Tensors[Combined].Quantization!.Scale, 1e-6f);

    [TestMethod]
    [DataRow("ADD", ActivationFunctionType.Relu)]
    [DataRow("SUB", ActivationFunctionType.Relu)]
    [DataRow("MUL", ActivationFunctionType.Relu)]
    [DataRow("ADD", ActivationFunctionType.Relu6)]
    [DataRow("SUB", ActivationFunctionType.Relu6)]
    [DataRow("MUL", ActivationFunctionType.Relu6)]
    [DataRow("ADD", ActivationFunctionType.ReluN1To1)]
    [DataRow("SUB", ActivationFunctionType.ReluN1To1)]
    [DataRow("MUL", ActivationFunctionType.ReluN1To1)]
    public void Folding_leaves_it_where_it_is(string name, ActivationFunctionType function)
    {
        var source = Source(name, function);

        // A factor that the clamp does not know of leaves 8 to 22 dB.
        Assert.IsGreaterThan(25, Sqnr.Of(source, Convert(source, "int8-symmetric-pow2"), SchemeCatalogue.Named("int8-symmetric-pow2")));
    }

    [TestMethod]
    [DataRow(ActivationFunctionType.Relu)]
    [DataRow(ActivationFunctionType.Relu6)]
    public void A_layer_keeps_its_own_where_it_shares_its_scale_with_what_is_below_zero(ActivationFunctionType function)
    {
        var source = Source("CONCATENATION", ActivationFunctionType.None);
        Tensor Joined(int tensor) => source.Tensors[tensor] with { Quantization = new QuantizationParameters(0.07f, 30) };
        Tensor Longer(Tensor tensor) => tensor with { Shape = new TensorShape(1, 8, 4, 2) };
        source = source with
        {
            Operators = source.Operators.SetItem(0, source.Operators[0].With(function)).SetItem(1, source.Operators[1] with { Inputs = [0, 4, 2] }),
            Tensors = source.Tensors.SetItem(3, Joined(3)).SetItem(5, Joined(5)).SetItem(Combined, Longer(Joined(Combined))).SetItem(9, Longer(source.Tensors[9])),
        };

        var converted = Convert(source, "int8-symmetric");

        // Saturation at the smallest integer is that of the other layer, far below zero.
        Assert.AreEqual(function, ((Conv2D)converted.Graph.Operators[0]).FusedActivationFunction);
        Assert.IsGreaterThan(25, Sqnr.Of(source, converted, SchemeCatalogue.Named("int8-symmetric")));
    }

    private static RequantizedModel Convert(QuantizedGraph source, string scheme) => Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), null, new ParallelOptions());

    /// <summary>Two layers of one input meet in an operator, whose output another layer reads.</summary>
    private static QuantizedGraph Source(string name, ActivationFunctionType function)
    {
        var layers = GraphOfTwoConvolutions.Create(function: ActivationFunctionType.None);
        Tensor Activation(string tensor) => layers.Tensors[0] with { Name = tensor, Quantization = new QuantizationParameters(0.07f) };
        var (operands, outputs) = (ImmutableArray.Create(3, 5), ImmutableArray.Create(Combined));
        return layers with
        {
            Outputs = [9],
            Tensors =
            [
                .. layers.Tensors[..3], Activation("one"),
                layers.Tensors[1] with { Name = "other weights", Data = new byte[] { 30, 127, 256 - 100, 40 } }, Activation("other"), Activation("combined"),
                .. layers.Tensors[4..6], layers.Tensors[6],
            ],
            Operators =
            [
                layers.Operators[0],
                new Conv2D { Inputs = [0, 4], Outputs = [5], Padding = Padding.Valid },
                name switch
                {
                    "ADD" => new Add { Inputs = operands, Outputs = outputs, FusedActivationFunction = function },
                    "SUB" => new Sub { Inputs = operands, Outputs = outputs, FusedActivationFunction = function },
                    "CONCATENATION" => new Concatenation { Inputs = operands, Outputs = outputs, Axis = 1 },
                    _ => new Mul { Inputs = operands, Outputs = outputs, FusedActivationFunction = function },
                },
                new Conv2D { Inputs = [Combined, 7, 8], Outputs = [9], Padding = Padding.Valid },
            ],
        };
    }
}
