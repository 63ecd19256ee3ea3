using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Formats.TfLite;
using Mrq.Testing;

namespace Mrq.Emulator.Tests.Recurrent;

/// <summary>
/// SVDF and LSTM. The values are what TFLite's and tflite-micro's integer kernels themselves give for these tensors; those of SVDF under TFLite, and of
/// an LSTM whose peepholes count as they should, come from a re-implementation in Python, written from the sources that the kernels name.
/// </summary>
[TestClass]
public sealed class RecurrentOperatorTests
{
    private static readonly sbyte[] Svdf16 = [-24, 78, 127, 11, -76, 22, 30, 52, -46, -46, -128, 4, 127, 66, 127, -50, -39, 125];

    private static readonly sbyte[] Svdf8 = [13, -30, 18, 17, -44, 16, -3, -46, 41, 24, -44, 21, 3, -49, -18, 12, -31, 9];

    private static readonly sbyte[] LstmFull = [-20, -20, -11, -2, -4, -7, -61, -40, -25, -22, 76, 47, -40, -30, -13, -9, 2, 1, -18, -6];

    private static readonly sbyte[] LstmTimeMajor = [-18, -19, 76, 47, -18, -9, -44, -33, -5, -10, -9, -6, -55, -38, 1, 1, -20, -20, -22, -10];

    private static readonly sbyte[] LstmClipped = [-19, -19, -13, -7, -4, -9, -41, -29, -20, -19, 54, 41, -30, -21, -3, -2, -2, -3, -21, -13];

    private static readonly sbyte[] LstmFarZeroPoint = [-20, -19, -14, -4, -8, -10, -61, -40, -26, -22, -7, -9, -22, -17, 3, 7, -4, -2, -16, -5];

    private static readonly sbyte[] LstmCoupled = [-33, 3, 18, -24, -8, -29, -44, 47, 78, 2, 1, 76, -2, 3, 2, 78, -83, 3, -1, 18, 7, 44, 1, 22, -12, 4, -4, -15, -12, 81, -26, 23, -13, -6, -5, 17, -60, -37, -52, 4];

    private static readonly sbyte[] LstmPlain = [-34, 2, 6, -10, 22, -16, -70, -7, 18, 2, -3, 21, 3, 2, -1, -76, -39, 0, -4, -3, 3, 67, -4, 79, -22, 3, -4, -21, 43, 12, -51, 2, 14, -3, -21, 8, -89, -50, -69, 2];

    private static readonly sbyte[] LstmOfMicro = [-33, -9, -7, -18, 5, -20, -56, -15, 2, -10, -13, 0, -9, -10, -12, -60, -46, -11, -12, -15, -9, 32, -14, 40, -32, -9, -15, -25, 17, -1, -43, -10, 16, -13, -25, -6, -39, -47, -56, -10];

    private static readonly sbyte[] LstmOfMicroClipped = [-33, -9, -7, -16, -9, 29, -14, 32, 5, -18, -39, -14, -32, -9, -15, -25, 1, -10, -11, -3, 16, -2, -34, -10, -9, -10, -10, -42, 10, -12, -22, -7, -37, -10, -8, -13, -50, -37, -43, -10];

    private static readonly sbyte[] SvdfOfMicro = [0, -4, -1, 4, -4, 2, -12, 8, 10, 11, 8, 6, -18, 4, -1, 0, 4, 8];

    private static readonly sbyte[] LstmWithAllPeepholes = [-26, -23, -18, -14, -2, -7, -67, -43, -32, -25, 75, 46, -43, -30, -16, -15, 1, -1, -22, -12];

    [TestMethod]
    public void Svdf_with_a_state_of_int16_weighs_the_last_inputs() => AssertSvdf(ElementType.Int16, Svdf16);

    [TestMethod]
    public void Svdf_with_a_state_of_int8_has_a_zero_point_in_its_memory() => AssertSvdf(ElementType.Int8, Svdf8);

    [TestMethod]
    public void Svdf_of_tflite_micro_wraps_what_its_zero_point_takes_beyond_int8()
    {
        var (graph, samples) = Svdf(ElementType.Int8, 0.02f);
        sbyte[] Compute(Arithmetic arithmetic)
        {
            var session = Session(graph, arithmetic);
            return [.. samples.SelectMany(sample => Run(session, sample))];
        }

        CollectionAssert.AreEqual(SvdfOfMicro, Compute(Arithmetic.TFLiteMicro));
        CollectionAssert.AreNotEqual(SvdfOfMicro, Compute(Arithmetic.TFLite));
    }

    [TestMethod]
    public void Reset_makes_the_next_sample_independent_of_the_last()
    {
        var (graph, samples) = Svdf(ElementType.Int16);
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
        var first = Run(session, samples[0]);
        var second = Run(session, samples[0]);
        session.Reset();

        CollectionAssert.AreNotEqual(first, second, "the state goes on");
        CollectionAssert.AreEqual(first, Run(session, samples[0]), "and goes back to its start");
    }

    [TestMethod]
    public void A_real_keyword_spotter_runs_and_remembers()
    {
        var graph = TfLiteModel.Read(File.ReadAllBytes(TestData.PathOf("models", "keyword_scrambled_8bit.tflite"))).Graph;
        var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, keepAllTensors: true));
        var memory = graph.Operators.First(step => step is Svdf).Inputs[4];
        var random = new Random(1);
        var frames = Enumerable.Range(0, 20).Select(_ =>
        {
            // Louder ones saturate every memory, and then all histories are the same.
            var frame = Enumerable.Range(0, session.Input(0).Length / sizeof(short)).Select(_ => (short)random.Next(0, 100)).ToArray();
            return MemoryMarshal.AsBytes(frame.AsSpan()).ToArray();
        }).ToList();
        string Hear(byte[] frame)
        {
            RunBytes(session, frame);
            return Convert.ToHexString(session.Tensor(memory));
        }

        var sequence = frames.ConvertAll(Hear);
        session.Reset();
        CollectionAssert.AreEqual(sequence, frames.ConvertAll(Hear));

        session.Reset();
        Assert.AreNotEqual(sequence[^1], Hear(frames[^1]), "the memory holds the frames before the last");
    }

    [TestMethod]
    public void Svdf_with_a_state_that_is_no_variable_is_refused()
    {
        var (graph, _) = Svdf(ElementType.Int16);
        (graph with { Tensors = [.. graph.Tensors.Select(tensor => tensor with { IsVariable = false })], Inputs = [0, 4] }).AssertInvalid();
    }

    [TestMethod]
    public void An_lstm_with_all_its_parts() =>
        CollectionAssert.AreEqual(LstmFull, Run(Session(Lstm(cifg: false, projection: true, 0, 0)), LstmInput()));

    [TestMethod]
    public void An_lstm_whose_cell_and_projection_are_clipped() =>
        CollectionAssert.AreEqual(LstmClipped, Run(Session(Lstm(cifg: false, projection: true, 0.5f, 0.6f)), LstmInput()));

    [TestMethod]
    public void An_lstm_of_tflite_micro_takes_its_gates_from_tables_and_the_hidden_state_in_the_outputs_scale()
    {
        var graph = Lstm(cifg: false, projection: false, 0, 0, peepholes: false);

        CollectionAssert.AreEqual(LstmOfMicro, Run(Session(graph, Arithmetic.TFLiteMicro), LstmInput()));
        CollectionAssert.AreEqual(LstmPlain, Run(Session(graph), LstmInput()));
    }

    [TestMethod]
    public void An_lstm_of_tflite_micro_in_time_major_order_whose_cell_is_clipped() => CollectionAssert.AreEqual(
        LstmOfMicroClipped, Run(Session(Lstm(cifg: false, projection: false, 0.5f, 0, timeMajor: true, peepholes: false), Arithmetic.TFLiteMicro), Swap(LstmInput(), 2, 5, 3)));

    [TestMethod]
    [DataRow(false, false, true, DisplayName = "peepholes")]
    [DataRow(false, true, false, DisplayName = "a projection")]
    [DataRow(true, false, false, DisplayName = "no input gate")]
    public void An_lstm_that_tflite_micro_does_not_have_is_refused(bool cifg, bool projection, bool peepholes)
    {
        var error = Assert.ThrowsExactly<MrqException>(() => Session(Lstm(cifg, projection, 0, 0, peepholes: peepholes), Arithmetic.TFLiteMicro));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code);
    }

    [TestMethod]
    public void An_lstm_whose_input_gate_is_what_the_forget_gate_leaves() =>
        CollectionAssert.AreEqual(LstmCoupled, Run(Session(Lstm(cifg: true, projection: false, 0, 0)), LstmInput()));

    [TestMethod]
    public void A_hidden_state_may_have_the_smallest_zero_point() =>
        CollectionAssert.AreEqual(LstmFarZeroPoint, Run(Session(Lstm(cifg: false, projection: true, 0, 0, hiddenZeroPoint: -128)), LstmInput()));

    [TestMethod]
    public void An_lstm_in_time_major_order_computes_the_same()
    {
        var batchMajor = Run(Session(Lstm(false, true, 0, 0), Arithmetic.Gemmlowp), LstmInput());

        var timeMajor = Run(Session(Lstm(false, true, 0, 0, timeMajor: true), Arithmetic.Gemmlowp), Swap(LstmInput(), 2, 5, 3));

        CollectionAssert.AreEqual(LstmWithAllPeepholes, batchMajor);
        CollectionAssert.AreEqual(Swap(batchMajor, 2, 5, 2), timeMajor);
    }

    [TestMethod]
    public void TFLite_counts_peepholes_by_outputs_and_over_the_batches_of_a_step() =>
        CollectionAssert.AreEqual(LstmTimeMajor, Run(Session(Lstm(false, true, 0, 0, timeMajor: true)), Swap(LstmInput(), 2, 5, 3)));

    [TestMethod]
    public void An_lstm_without_the_scale_of_its_hidden_state_is_refused()
    {
        var graph = Lstm(false, true, 0, 0);
        (graph with { Operators = [graph.Operators[0] with { Intermediates = [] }] }).AssertInvalid();
    }

    [TestMethod]
    public void An_lstm_with_layer_normalization_is_refused()
    {
        var graph = Lstm(false, true, 0, 0);
        (graph with { Operators = [graph.Operators[0] with { Inputs = graph.Operators[0].Inputs.SetItem(21, graph.Operators[0].Inputs[13]) }] }).AssertInvalid();
    }

    private static void AssertSvdf(ElementType state, sbyte[] expected)
    {
        var (graph, samples) = Svdf(state);
        foreach (var kernels in Enum.GetValues<KernelSet>())
        {
            var session = new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite, kernels));
            CollectionAssert.AreEqual(expected, samples.SelectMany(sample => Run(session, sample)).ToArray());
        }
    }

    /// <summary>Two batches of four inputs, three units of rank two, a memory of three; three samples.</summary>
    private static (QuantizedGraph Graph, List<sbyte[]> Samples) Svdf(ElementType stateType, float int8Scale = 0.08f)
    {
        var numbers = new Numbers(11);
        var feature = numbers.Take(24, -127, 127);
        var time16 = numbers.Take(18, -3000, 3000);
        var time8 = numbers.Take(18, -127, 127);
        var bias = numbers.Take(3, -20000, 20000);
        var samples = Enumerable.Range(0, 3).Select(_ => Array.ConvertAll(numbers.Take(8, -128, 127), value => (sbyte)value)).ToList();
        var isWide = stateType == ElementType.Int16;
        var graph = OneOperatorGraph.Of(
            new Svdf { Inputs = [], Outputs = [], Rank = 2 },
            SmallTensors.Of(ElementType.Int8, 0.03f, 4, 2, 4),
            Constant(ElementType.Int8, 0.01f, feature, 6, 4),
            isWide ? Constant(ElementType.Int16, 0.0003f, time16, 6, 3) : Constant(ElementType.Int8, 0.01f, time8, 6, 3),
            Constant(ElementType.Int32, isWide ? 0.0005f * 0.0003f : int8Scale * 0.01f, bias, 3),
            (isWide ? SmallTensors.Of(ElementType.Int16, 0.0005f, 0, 2, 18) : SmallTensors.Of(ElementType.Int8, int8Scale, -7, 2, 18)) with { IsVariable = true },
            SmallTensors.Of(ElementType.Int8, isWide ? 0.06f : 0.4f, -3, 2, 3));
        return (graph with { Inputs = [0] }, samples);
    }

    /// <summary>Two batches of five steps of three inputs, four cells, two outputs after projection.</summary>
    private static QuantizedGraph Lstm(bool cifg, bool projection, float cellClip, float projectionClip, bool timeMajor = false, int hiddenZeroPoint = 3, bool peepholes = true)
    {
        const float outputStateScale = 0.011f;
        var numbers = new Numbers(7);
        int[][] Four(int count, int limit) => [.. Enumerable.Range(0, 4).Select(_ => numbers.Take(count, -limit, limit))];
        var (input, recurrent) = (Four(12, 127), Four(8, 127));
        int[][] peephole = [.. Enumerable.Range(0, 3).Select(_ => numbers.Take(4, -20000, 20000))];
        var bias = Four(4, 3000);
        var (projected, projectedBias) = (numbers.Take(8, -127, 127), numbers.Take(2, -500, 500));
        numbers.Take(30, -128, 127);
        var square = Four(16, 127);

        var outputs = projection ? 2 : 4;
        int[] shape = timeMajor ? [5, 2] : [2, 5];
        var tensors = new List<Tensor> { SmallTensors.Of(ElementType.Int8, 0.02f, 5, [.. shape, 3]) };
        int Add(Tensor tensor)
        {
            tensors.Add(tensor);
            return tensors.Count - 1;
        }

        var inputs = new List<int> { 0 };
        inputs.AddRange(Enumerable.Range(0, 4).Select(gate => cifg && gate == 0 ? -1 : Add(Constant(ElementType.Int8, 0.015f, input[gate], 4, 3))));
        inputs.AddRange(Enumerable.Range(0, 4).Select(gate => cifg && gate == 0 ? -1 : Add(Constant(ElementType.Int8, 0.013f, (projection ? recurrent : square)[gate], 4, outputs))));
        inputs.AddRange(Enumerable.Range(0, 3).Select(gate => !peepholes || (cifg && gate == 0) ? -1 : Add(Constant(ElementType.Int16, 0.0001f, peephole[gate], 4))));
        inputs.AddRange(Enumerable.Range(0, 4).Select(gate => cifg && gate == 0 ? -1 : Add(Constant(ElementType.Int32, 1, bias[gate], 4))));
        inputs.Add(projection ? Add(Constant(ElementType.Int8, 0.008f, projected, 2, 4)) : -1);
        inputs.Add(projection ? Add(Constant(ElementType.Int32, 1, projectedBias, 2)) : -1);
        inputs.Add(Add(SmallTensors.Of(ElementType.Int8, outputStateScale, -9, 2, outputs) with { IsVariable = true }));
        inputs.Add(Add(SmallTensors.Of(ElementType.Int16, 1 / 2048f, 0, 2, 4) with { IsVariable = true }));
        inputs.AddRange([-1, -1, -1, -1]);
        var hidden = Add(SmallTensors.Of(ElementType.Int8, (float)(0.0078125 * 0.9), hiddenZeroPoint, 1));
        var output = Add(SmallTensors.Of(ElementType.Int8, outputStateScale, -9, [.. shape, outputs]));
        return new QuantizedGraph
        {
            Name = "main",
            Tensors = [.. tensors],
            Operators =
            [
                new UnidirectionalSequenceLstm
                {
                    Inputs = [.. inputs],
                    Outputs = [output],
                    Intermediates = [hidden, hidden, hidden, hidden, hidden],
                    CellClip = cellClip,
                    ProjClip = projectionClip,
                    TimeMajor = timeMajor,
                    FusedActivationFunction = ActivationFunctionType.Tanh,
                },
            ],
            Inputs = [0],
            Outputs = [output],
        };
    }

    private static sbyte[] LstmInput()
    {
        // The input is drawn after the weights, in the order in which the Python file draws them.
        var numbers = new Numbers(7);
        numbers.Take((4 * 12) + (4 * 8) + (3 * 4) + (4 * 4) + 8 + 2, 0, 0);
        return Array.ConvertAll(numbers.Take(30, -128, 127), value => (sbyte)value);
    }

    private static Tensor Constant(ElementType type, float scale, int[] values, params ReadOnlySpan<int> shape) => new()
    {
        Name = "constant",
        Type = type,
        Shape = new TensorShape(shape),
        Quantization = new QuantizationParameters(scale),
        Data = type switch
        {
            ElementType.Int8 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (sbyte)value).AsSpan()).ToArray(),
            ElementType.Int16 => MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (short)value).AsSpan()).ToArray(),
            _ => MemoryMarshal.AsBytes(values.AsSpan()).ToArray(),
        },
    };

    private static EmulatorSession Session(QuantizedGraph graph, Arithmetic? arithmetic = null)
    {
        graph.Validate();
        return new EmulatorSession(CompiledGraph.Compile(graph, arithmetic ?? Arithmetic.TFLite));
    }

    private static sbyte[] Run(EmulatorSession session, sbyte[] input) =>
        MemoryMarshal.Cast<byte, sbyte>(RunBytes(session, MemoryMarshal.AsBytes(input.AsSpan()))).ToArray();

    private static byte[] RunBytes(EmulatorSession session, ReadOnlySpan<byte> input)
    {
        session.SetInputs(input);
        session.Run();
        return session.Outputs();
    }

    private static sbyte[] Swap(sbyte[] values, int outer, int inner, int depth) =>
        [.. from i in Enumerable.Range(0, inner) from o in Enumerable.Range(0, outer) from d in Enumerable.Range(0, depth) select values[(((o * inner) + i) * depth) + d]];

    /// <summary>The linear congruential generator that the Python file has, too.</summary>
    private sealed class Numbers(int seed)
    {
        private long _state = seed;

        public int[] Take(int count, int low, int high)
        {
            var values = new int[count];
            for (var i = 0; i < count; i++)
            {
                _state = ((_state * 1103515245) + 12345) & 0x7FFFFFFF;
                values[i] = low + (int)((_state >> 8) % (high - low + 1));
            }

            return values;
        }
    }
}
