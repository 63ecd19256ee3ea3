using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Requantization.Tests.Verify;

namespace Mrq.Requantization.Tests;

/// <summary>What a scheme cannot hold keeps another quantization, behind a QUANTIZE on each border, and the user hears of it.</summary>
[TestClass]
public sealed class KeptOperatorsTests
{
    [TestMethod]
    public void An_operator_without_a_kernel_for_int16_is_computed_in_int8()
    {
        var source = Chain(ElementType.Int8, new Relu { Inputs = [0], Outputs = [1] }, new HardSwish { Inputs = [1], Outputs = [2] }, new Relu { Inputs = [2], Outputs = [3] });
        var converted = Convert(source, "tflite-int16x8");

        Assert.AreEqual("RELU QUANTIZE HARD_SWISH QUANTIZE RELU", string.Join(' ', converted.Graph.Operators.Select(step => step.Name)));
        var swish = converted.Graph.Operators.Single(step => step is HardSwish);
        Assert.AreEqual(ElementType.Int8, converted.Graph.Tensors[swish.Inputs[0]].Type);
        Assert.AreEqual(ElementType.Int16, converted.Graph.Tensors[0].Type);
        Assert.AreEqual(ElementType.Int16, converted.Graph.Tensors[3].Type);
        var (code, message) = converted.Warnings.Single();
        Assert.AreEqual(MrqCodes.KeptOperator, code);
        Assert.AreEqual("HARD_SWISH at 1 is computed in INT8 with a scale and zero point as in the source: there is no kernel for INT16.", message);
    }

    [TestMethod]
    public void A_uint8_source_goes_over_int8_where_no_QUANTIZE_leads_to_int16()
    {
        var converted = Convert(Chain(ElementType.UInt8, new Relu { Inputs = [0], Outputs = [1] }, new HardSwish { Inputs = [1], Outputs = [2] }, new Relu { Inputs = [2], Outputs = [3] }), "tflite-int16x8");
        Assert.AreEqual(ElementType.Int8, converted.Graph.Tensors[converted.Graph.Operators.Single(step => step is HardSwish).Outputs[0]].Type);
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("int8-symmetric-pow2")]
    [DataRow("tflite-int16x8")]
    public void An_operator_on_stored_integers_gets_those_of_the_source(string scheme)
    {
        // NEG of a zero point of 3 is one of −3, whatever the target would choose.
        var source = Chain(ElementType.Int8, new Relu { Inputs = [0], Outputs = [1] }, new Neg { Inputs = [1], Outputs = [2] }, new LeakyRelu { Inputs = [2], Outputs = [3], Alpha = 0.5f });
        source = source.WithTensors(new Dictionary<int, Tensor> { [1] = source.Tensors[1] with { Quantization = new(0.03f, 3) }, [2] = source.Tensors[2] with { Quantization = new(0.03f, -3) } });
        var converted = Convert(source, scheme);

        var neg = converted.Graph.Operators.Single(step => step is Neg);
        Assert.AreEqual(new QuantizationParameters(0.03f, 3), converted.Graph.Tensors[neg.Inputs[0]].Quantization);
        Assert.AreEqual(new QuantizationParameters(0.03f, -3), converted.Graph.Tensors[neg.Outputs[0]].Quantization);
        Assert.AreEqual(MrqCodes.KeptOperator, converted.Warnings.Single().Code);
    }

    [TestMethod]
    public void Where_no_QUANTIZE_leads_from_type_to_type_it_goes_by_way_of_real_numbers()
    {
        var source = Chain(ElementType.Int16, new Relu { Inputs = [0], Outputs = [1] }, new Neg { Inputs = [1], Outputs = [2] }, new Relu { Inputs = [2], Outputs = [3] });
        var converted = Convert(source.WithTensors(source.Tensors.Select((tensor, index) => (index, tensor)).ToDictionary(entry => entry.index, entry => entry.tensor with { Quantization = new(0.0002f) })), "tflite-uint8");

        Assert.AreEqual("RELU DEQUANTIZE QUANTIZE NEG DEQUANTIZE QUANTIZE RELU", string.Join(' ', converted.Graph.Operators.Select(step => step.Name)));
        Assert.AreEqual("UINT8 UINT8 FLOAT32 INT16 INT16 FLOAT32 UINT8 UINT8", string.Join(' ', converted.Graph.Operators.SelectMany(step => step.Inputs.Concat(step.Outputs)).Distinct().Select(tensor => converted.Graph.Tensors[tensor].Type.FieldName())));
        Assert.AreEqual(MrqCodes.KeptOperator, converted.Warnings.Single().Code);
    }

    [TestMethod]
    public void A_target_that_keeps_every_grid_needs_no_border()
    {
        var converted = Convert(Chain(ElementType.Int8, new Relu { Inputs = [0], Outputs = [1] }, new Neg { Inputs = [1], Outputs = [2] }, new Relu { Inputs = [2], Outputs = [3] }), "tflite-int8");
        Assert.AreEqual("RELU NEG RELU", string.Join(' ', converted.Graph.Operators.Select(step => step.Name)));
        Assert.IsEmpty(converted.Warnings);
    }

    [TestMethod]
    [DataRow("tflite-int8", 0)]
    [DataRow("tflite-uint8", 2)]
    [DataRow("int8-symmetric", 2)]
    [DataRow("int8-symmetric-pow2", 2)]
    [DataRow("tflite-int16x8", 2)]
    public void A_memory_keeps_its_weights_and_what_it_reads_and_writes(string scheme, int borders)
    {
        var source = WithMemory();
        var converted = Convert(source, scheme).Graph;

        Assert.AreEqual(borders, converted.Operators.Count(step => step is Quantize));
        var svdf = converted.Operators.Single(step => step is Svdf);
        foreach (var tensor in new[] { 2, 3, 4, 5 })
        {
            Assert.AreEqual(source.Tensors[tensor], converted.Tensors[tensor]);
        }

        Assert.AreEqual(source.Tensors[1].Quantization, converted.Tensors[svdf.Inputs[0]].Quantization);
        Assert.AreEqual(source.Tensors[6].Quantization, converted.Tensors[svdf.Outputs[0]].Quantization);
    }

    /// <summary>Noise divides by 0; there is nothing to learn from it, and no reason to refuse the model.</summary>
    [TestMethod]
    public void A_division_that_noise_has_no_answer_to_converts()
    {
        var source = Chain(ElementType.Int8, new Relu { Inputs = [0], Outputs = [1] }, new Div { Inputs = [1, 0], Outputs = [2] });
        Assert.AreEqual("RELU DIV", string.Join(' ', Convert(source, "int8-symmetric").Graph.Operators.Select(step => step.Name)));
    }

    [TestMethod]
    public void Verify_sees_a_memory_that_was_given_other_numbers()
    {
        var graph = new JudgedGraph("tflite-int8");
        var (input, output) = (graph.Activation(1, 3), graph.Activation(1, -3));
        graph.With(new Neg { Inputs = [input], Outputs = [output] });

        Assert.AreEqual("", graph.Unchanged());
        Assert.Contains("it has not the type, scale and zero point of the source's", graph.With(output, tensor => tensor with { Quantization = new(1, -2) }));
    }

    private static RequantizedModel Convert(QuantizedGraph source, string scheme)
    {
        source.Validate();
        return Requantizer.Convert(source, Arithmetic.TFLiteSource, SchemeCatalogue.Named(scheme), null, new ParallelOptions());
    }

    private static QuantizedGraph Chain(ElementType type, params Operator[] steps) => new()
    {
        Name = "main",
        Tensors = [.. Enumerable.Range(0, steps.Length + 1).Select(i => Activation(type, $"t{i}", 0.05f, type == ElementType.UInt8 ? 120 : 4, 1, 8))],
        Operators = [.. steps],
        Inputs = [0],
        Outputs = [steps.Length],
    };

    /// <summary>RELU, SVDF with an int16 memory, RELU.</summary>
    private static QuantizedGraph WithMemory()
    {
        Tensor Constant(string name, ElementType type, float scale, byte[] data, params int[] shape) =>
            new() { Name = name, Type = type, Shape = new TensorShape(shape), Data = data, Quantization = new QuantizationParameters(scale) };
        return new QuantizedGraph
        {
            Name = "main",
            Tensors =
            [
                Activation(ElementType.Int8, "input", 0.05f, 4, 1, 3), Activation(ElementType.Int8, "read", 0.04f, -7, 1, 3),
                Constant("feature", ElementType.Int8, 0.01f, [.. Enumerable.Range(0, 12).Select(i => (byte)(i * 9))], 4, 3), Constant("time", ElementType.Int16, 0.001f, [.. Enumerable.Range(0, 16).Select(i => (byte)i)], 4, 2),
                Constant("bias", ElementType.Int32, 1e-5f, MemoryMarshal.AsBytes<int>([10, -20]).ToArray(), 2),
                Activation(ElementType.Int16, "memory", 0.01f, 0, 1, 8) with { IsVariable = true },
                Activation(ElementType.Int8, "written", 0.03f, 9, 1, 2), Activation(ElementType.Int8, "output", 0.03f, 9, 1, 2),
            ],
            Operators =
            [
                new Relu { Inputs = [0], Outputs = [1] },
                new Svdf { Inputs = [1, 2, 3, 4, 5], Outputs = [6], Rank = 2, FusedActivationFunction = ActivationFunctionType.Relu },
                new Relu { Inputs = [6], Outputs = [7] },
            ],
            Inputs = [0],
            Outputs = [7],
        };
    }

    private static Tensor Activation(ElementType type, string name, float scale, int zeroPoint, params int[] shape) =>
        new() { Name = name, Type = type, Shape = new TensorShape(shape), Quantization = new QuantizationParameters(scale, zeroPoint) };
}
