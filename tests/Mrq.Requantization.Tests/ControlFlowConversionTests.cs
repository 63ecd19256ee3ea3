using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Core.Schemes;
using Mrq.Emulator;
using Mrq.Requantization.Borders;

namespace Mrq.Requantization.Tests;

/// <summary>Graphs that IF and WHILE run keep the source's quantization, as do the tensors that go into them and come out; all around is converted.</summary>
[TestClass]
public sealed class ControlFlowConversionTests
{
    [TestMethod]
    [DataRow("int8-symmetric", true)]
    [DataRow("int8-symmetric", false)]
    [DataRow("int8-symmetric-pow2", true)]
    [DataRow("tflite-uint8", true)]
    [DataRow("tflite-int16x8", false)]
    public void What_stands_around_an_IF_is_converted(string scheme, bool condition)
    {
        foreach (var type in new[] { ElementType.Int8, ElementType.UInt8 })
        {
            var source = Network(type, new If { Inputs = [3, 2], Outputs = [4], ThenSubgraphIndex = 1, ElseSubgraphIndex = 2, SourceIndex = 1 }, condition);
            RequireKept(source, scheme, "IF");
        }
    }

    [TestMethod]
    [DataRow("int8-symmetric")]
    [DataRow("tflite-uint8")]
    [DataRow("tflite-int16x8")]
    public void What_stands_around_a_WHILE_is_converted(string scheme)
    {
        var source = Network(ElementType.Int8, new While { Inputs = [2, 6], Outputs = [4, 7], CondSubgraphIndex = 3, BodySubgraphIndex = 4, SourceIndex = 1 }, condition: true);
        RequireKept(source, scheme, "WHILE");
    }

    [TestMethod]
    public void A_target_that_keeps_every_grid_has_nothing_to_keep() =>
        Assert.IsEmpty(Convert(Network(ElementType.Int8, new If { Inputs = [3, 2], Outputs = [4], ThenSubgraphIndex = 1, ElseSubgraphIndex = 2 }, condition: true), "tflite-int8").Warnings);

    [TestMethod]
    public void Graphs_that_the_emulator_does_not_run_are_a_border()
    {
        var source = Network(ElementType.Int8, new If { Inputs = [3, 2], Outputs = [4], ThenSubgraphIndex = 1, ElseSubgraphIndex = 2 }, condition: true);
        source = source with { Subgraphs = source.Subgraphs.SetItem(1, source.Subgraphs[1] with { Operators = [new OpaqueOperator("CUSTOM(x)") { Inputs = [0], Outputs = [1] }] }) };

        var error = Assert.ThrowsExactly<MrqException>(() => Of(keepGoing: false));
        Assert.AreEqual(MrqCodes.UnsupportedConversion, error.Code);
        Assert.Contains("cannot take 1x IF v1 (control flow); 2 of 3 operators can be converted", error.Message);
        Assert.HasCount(1, Of(keepGoing: true).Kept);

        BorderedGraph Of(bool keepGoing) => BorderedGraph.Of(source, SchemeCatalogue.Named("int8-symmetric"), Arithmetic.TFLite, new CompiledGraphs(), keepGoing);
    }

    private static void RequireKept(QuantizedGraph source, string scheme, string name)
    {
        source.Validate();
        var converted = Convert(source, scheme);
        var step = converted.Graph.Operators.Single(candidate => candidate.Name == name);

        foreach (var (before, after) in source.Operators[1].Inputs.Concat(source.Operators[1].Outputs).Zip(step.Inputs.Concat(step.Outputs)))
        {
            Assert.AreEqual(source.Tensors[before].Type, converted.Graph.Tensors[after].Type);
            Assert.AreEqual(source.Tensors[before].Quantization, converted.Graph.Tensors[after].Quantization);
        }

        Assert.IsTrue(source.Subgraphs.SequenceEqual(converted.Graph.Subgraphs));
        Assert.AreEqual(SchemeCatalogue.Named(scheme).Activations.Type, converted.Graph.Tensors[converted.Graph.Outputs[0]].Type);
        (MrqCode, string)[] warned = scheme == "tflite-uint8" && source.Tensors[2].Type == ElementType.UInt8 ? [] : [(MrqCodes.KeptOperator, $"{name} at 1 is computed in {source.Tensors[2].Type.FieldName()} with a scale and zero point as in the source: conversion leaves the graphs that it runs as they are.")];
        CollectionAssert.AreEqual(warned, converted.Warnings.ToArray());
        Assert.IsGreaterThan(25, Sqnr.Of(source, converted, converted.Arithmetic));
    }

    private static RequantizedModel Convert(QuantizedGraph source, string scheme) =>
        Requantizer.Convert(source, Arithmetic.TFLite, SchemeCatalogue.Named(scheme), calibration: null, new ParallelOptions());

    /// <summary>FULLY_CONNECTED, the operator from tensor 2 to tensor 4, LEAKY_RELU. Graph 1 clamps, graph 2 multiplies, graph 3 counts to three, graph 4 multiplies and counts.</summary>
    private static QuantizedGraph Network(ElementType type, Operator step, bool condition)
    {
        var middle = type == ElementType.UInt8 ? 128 : 0;
        Tensor Of(string name, float scale, int zeroPoint) => new() { Name = name, Type = type, Shape = new TensorShape(1, 6), Quantization = new QuantizationParameters(scale, zeroPoint + middle) };
        var data = new byte[36];
        new Random(2).NextBytes(data);
        var (inner, factor) = (Of("inner", 0.04f, 9), Of("factor", 0.01f, 0) with { Data = Enumerable.Repeat((byte)(middle + 90), 6).ToArray() });
        var (count, one, answer) = (Number("count"), Number("one") with { Data = new byte[] { 1, 0, 0, 0 } }, new Tensor { Name = "answer", Type = ElementType.Bool, Shape = new TensorShape(1) });
        var two = one with { Name = "two", Data = new byte[] { 2, 0, 0, 0 } };
        return new QuantizedGraph
        {
            Name = "main",
            Tensors =
            [
                Of("input", 0.05f, 3),
                Of("weights", 0.01f, 0) with { Shape = new TensorShape(6, 6), Data = data },
                inner,
                answer with { Name = "condition", Data = new[] { condition ? (byte)1 : (byte)0 } },
                inner with { Name = "chosen" },
                Of("output", 0.04f, 9),
                one with { Name = "first", Data = new byte[4] },
                count,
            ],
            Operators = [new FullyConnected { Inputs = [0, 1, -1], Outputs = [2], SourceIndex = 0 }, step, new LeakyRelu { Inputs = [4], Outputs = [5], Alpha = 0.25f, SourceIndex = 2 }],
            Inputs = [0],
            Outputs = [5],
            Subgraphs =
            [
                Graph([inner, inner], [0], [1], new Relu { Inputs = [0], Outputs = [1] }),
                Graph([inner, factor, inner], [0], [2], new Mul { Inputs = [0, 1], Outputs = [2] }),
                Graph([inner, count, two, answer], [0, 1], [3], new LessEqual { Inputs = [1, 2], Outputs = [3] }),
                Graph([inner, count, factor, one, inner, count], [0, 1], [4, 5], new Mul { Inputs = [0, 2], Outputs = [4] }, new Add { Inputs = [1, 3], Outputs = [5] }),
            ],
        };
    }

    private static Tensor Number(string name) => new() { Name = name, Type = ElementType.Int32, Shape = new TensorShape(1) };

    private static QuantizedGraph Graph(Tensor[] tensors, int[] inputs, int[] outputs, params Operator[] steps) => new() { Name = "called", Tensors = [.. tensors], Operators = [.. steps], Inputs = [.. inputs], Outputs = [.. outputs] };
}
