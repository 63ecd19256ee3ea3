using System.Runtime.InteropServices;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.State;

/// <summary>IF and WHILE: graphs and values of TFLite's <c>if_test.cc</c> and <c>while_test.cc</c>, and what no file may do to a program with them.</summary>
[TestClass]
public sealed class ControlFlowTests
{
    [TestMethod]
    [DataRow((byte)1, 6, 9)]
    [DataRow((byte)0, 5, 14)]
    public void IF_runs_the_graph_that_its_condition_chooses(byte condition, int first, int second)
    {
        var graph = Choice(Sum(2), Product(2));

        CollectionAssert.AreEqual(new[] { first, second }, Run(graph, [condition, .. Bytes(5, 7, 1, 2)]));
    }

    /// <summary>Triangular numbers: (n, value) goes to (n + 1, value + n + 1) while n is not the last.</summary>
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(2, 3)]
    [DataRow(3, 6)]
    [DataRow(10, 55)]
    public void WHILE_goes_on_until_its_condition_is_false(int last, int value) => CollectionAssert.AreEqual(new[] { last, value }, Run(Triangle(last), Bytes(1, 1)));

    [TestMethod]
    public void A_loop_that_never_begins_gives_out_its_inputs() => CollectionAssert.AreEqual(new[] { 7, -3 }, Run(Triangle(5), Bytes(7, -3)));

    /// <summary>The body gives out its second input as the first, and the other way round.</summary>
    [TestMethod]
    public void What_a_body_hands_on_as_it_is_is_taken_before_it_is_overwritten()
    {
        var body = new QuantizedGraph
        {
            Name = "body",
            Tensors = [Number(), Number(), Number(), One, Number()],
            Operators = [new Add { Inputs = [2, 3], Outputs = [4] }],
            Inputs = [0, 1, 2],
            Outputs = [1, 0, 4],
        };
        var condition = Condition(inputs: 3, counter: 2, last: 3);
        var graph = Loop(condition, body, inputs: 3);

        CollectionAssert.AreEqual(new[] { 20, 10, 3 }, Run(graph, Bytes(10, 20, 0)));
    }

    [TestMethod]
    public void Graphs_may_run_others_and_variables_are_the_same_in_all()
    {
        // The body runs an IF whose one branch counts in a variable; numbers: 1 condition, 2 body, 3 counts, 4 does not.
        var variable = new VarHandle { Inputs = [], Outputs = [1], SharedName = "count" };
        var counts = new QuantizedGraph
        {
            Name = "counts",
            Tensors = [Number(), SmallTensors.Values(ElementType.Resource), Number(), Number()],
            Operators = [variable, new ReadVariable { Inputs = [1], Outputs = [2] }, new Add { Inputs = [2, 0], Outputs = [3] }, new AssignVariable { Inputs = [1, 3], Outputs = [] }],
            Inputs = [0],
            Outputs = [3],
        };
        var stays = new QuantizedGraph { Name = "stays", Tensors = [Number()], Operators = [], Inputs = [0], Outputs = [0] };
        var body = new QuantizedGraph
        {
            Name = "body",
            Tensors = [Number(), One, Number(), SmallTensors.Values(ElementType.Bool, 1), Two, Number()],
            Operators =
            [
                new Add { Inputs = [0, 1], Outputs = [2] },
                new Greater { Inputs = [2, 4], Outputs = [3] },
                new If { Inputs = [3, 2], Outputs = [5], ThenSubgraphIndex = 3, ElseSubgraphIndex = 4 },
            ],
            Inputs = [0],
            Outputs = [2],
        };
        var main = new QuantizedGraph
        {
            Name = "main",
            Tensors = [Number(), SmallTensors.Values(ElementType.Resource), Number(), Number()],
            Operators = [new While { Inputs = [0], Outputs = [3], CondSubgraphIndex = 1, BodySubgraphIndex = 2 }, variable, new ReadVariable { Inputs = [1], Outputs = [2] }],
            Inputs = [0],
            Outputs = [3, 2],
            Subgraphs = [Condition(inputs: 1, counter: 0, last: 5), body, counts, stays],
        };

        // 3, 4 and 5 were counted.
        CollectionAssert.AreEqual(new[] { 5, 12 }, Run(main, Bytes(0)));
    }

    [TestMethod]
    public void An_endless_loop_is_refused()
    {
        var session = new EmulatorSession(CompiledGraph.Compile(Triangle(int.MaxValue), Arithmetic.TFLite));
        var error = Assert.ThrowsExactly<MrqException>(() => session.Run());

        Assert.AreEqual(MrqCodes.TooDemanding, error.Code);
        Assert.AreEqual("WHILE at 0", error.Place.Operator);
    }

    [TestMethod]
    public void A_loop_stops_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var session = new EmulatorSession(CompiledGraph.Compile(Triangle(int.MaxValue), Arithmetic.TFLite));
        var run = Task.Run(() => session.Run(stop.Token));
        stop.Cancel();

        Assert.IsInstanceOfType<OperationCanceledException>(Assert.Throws<AggregateException>(run.Wait).InnerException);
    }

    [TestMethod]
    public void Graphs_that_do_not_fit_are_refused()
    {
        var graph = Choice(Sum(2), Product(2));
        foreach (var (broken, message) in new[]
        {
            (graph with { Subgraphs = [graph.Subgraphs[0]] }, "no other graph 2"),
            (graph with { Subgraphs = [graph.Subgraphs[0], Sum(3)] }, "input 0 of graph 2 is INT32 [3]"),
            (graph with { Subgraphs = [graph.Subgraphs[0], graph.Subgraphs[1] with { Inputs = [0] }] }, "graph 2 has 1 inputs, the operator 2"),
            (graph with { Subgraphs = [graph.Subgraphs[0], graph.Subgraphs[1] with { Outputs = [] }] }, "graph 2 has 0 outputs, the operator 1"),
            (graph with { Tensors = graph.Tensors.SetItem(1, SmallTensors.Values(ElementType.Int32, int.MaxValue, int.MaxValue, int.MaxValue)) }, "is too large"),
            (graph with { Tensors = graph.Tensors.SetItem(0, SmallTensors.Values(ElementType.Bool, int.MaxValue, int.MaxValue, int.MaxValue)) }, "is too large"),
            (graph with { Tensors = graph.Tensors.SetItem(0, SmallTensors.Values(ElementType.Bool, 2)) }, "the condition must be one value"),
            (graph with { Subgraphs = [graph.Subgraphs[0] with { Tensors = graph.Subgraphs[0].Tensors.SetItem(0, Number(2) with { IsVariable = true }) }, graph.Subgraphs[1]] }, "may have no variable tensors"),
            (Loop(Product(1), Sum(1) with { Outputs = [2, 2] }, inputs: 2), "the graph of the condition must give out one BOOL"),
        })
        {
            var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(broken, Arithmetic.TFLite), message);
            Assert.AreEqual(MrqCodes.InvalidOperator, error.Code, error.Message);
            Assert.Contains(message, error.Message);
        }
    }

    [TestMethod]
    public void Graphs_that_run_themselves_and_endless_chains_are_refused()
    {
        var self = new QuantizedGraph { Name = "self", Tensors = [True, Number(), Number()], Operators = [new If { Inputs = [0, 1], Outputs = [2], ThenSubgraphIndex = 1, ElseSubgraphIndex = 1 }], Inputs = [1], Outputs = [2] };
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(self with { Subgraphs = [self] }, Arithmetic.TFLite));
        Assert.Contains("graph 1 runs itself", error.Message);

        QuantizedGraph To(int number) => self with { Operators = [((If)self.Operators[0]) with { ThenSubgraphIndex = number, ElseSubgraphIndex = number }] };
        var chain = To(1) with { Subgraphs = [.. Enumerable.Range(2, 100_000).Select(To)] };
        Assert.Contains("more than 16 deep", Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(chain, Arithmetic.TFLite)).Message);
    }

    private static Tensor One => SmallTensors.Integers(1);

    private static Tensor Two => SmallTensors.Integers(2);

    private static Tensor True => SmallTensors.Values(ElementType.Bool, 1) with { Data = new byte[] { 1 } };

    private static Tensor Number(int size = 1) => SmallTensors.Values(ElementType.Int32, size);

    private static QuantizedGraph Sum(int size) => Pair("sum", new Add { Inputs = [0, 1], Outputs = [2] }, size);

    private static QuantizedGraph Product(int size) => Pair("product", new Mul { Inputs = [0, 1], Outputs = [2] }, size);

    private static QuantizedGraph Pair(string name, Operator step, int size) => new() { Name = name, Tensors = [Number(size), Number(size), Number(size)], Operators = [step], Inputs = [0, 1], Outputs = [2] };

    private static QuantizedGraph Choice(QuantizedGraph then, QuantizedGraph otherwise) => new()
    {
        Name = "main",
        Tensors = [SmallTensors.Values(ElementType.Bool, 1), Number(2), Number(2), Number(2)],
        Operators = [new If { Inputs = [0, 1, 2], Outputs = [3], ThenSubgraphIndex = 1, ElseSubgraphIndex = 2 }],
        Inputs = [0, 1, 2],
        Outputs = [3],
        Subgraphs = [then, otherwise],
    };

    private static QuantizedGraph Triangle(int last) => Loop(
        Condition(inputs: 2, counter: 0, last),
        new QuantizedGraph
        {
            Name = "body",
            Tensors = [Number(), Number(), One, Number(), Number()],
            Operators = [new Add { Inputs = [0, 2], Outputs = [3] }, new Add { Inputs = [1, 3], Outputs = [4] }],
            Inputs = [0, 1],
            Outputs = [3, 4],
        },
        inputs: 2);

    private static QuantizedGraph Condition(int inputs, int counter, int last) => new()
    {
        Name = "condition",
        Tensors = [.. Enumerable.Range(0, inputs).Select(_ => Number()), SmallTensors.Integers(last), SmallTensors.Values(ElementType.Bool, 1)],
        Operators = [new Less { Inputs = [counter, inputs], Outputs = [inputs + 1] }],
        Inputs = [.. Enumerable.Range(0, inputs)],
        Outputs = [inputs + 1],
    };

    private static QuantizedGraph Loop(QuantizedGraph condition, QuantizedGraph body, int inputs) => new()
    {
        Name = "main",
        Tensors = [.. Enumerable.Range(0, 2 * inputs).Select(_ => Number())],
        Operators = [new While { Inputs = [.. Enumerable.Range(0, inputs)], Outputs = [.. Enumerable.Range(inputs, inputs)], CondSubgraphIndex = 1, BodySubgraphIndex = 2 }],
        Inputs = [.. Enumerable.Range(0, inputs)],
        Outputs = [.. Enumerable.Range(inputs, inputs)],
        Subgraphs = [condition, body],
    };

    private static byte[] Bytes(params int[] values) => MemoryMarshal.AsBytes<int>(values).ToArray();

    private static int[] Run(QuantizedGraph graph, byte[] inputs) => MemoryMarshal.Cast<byte, int>(graph.RunBytes(inputs, Arithmetic.TFLite)).ToArray();
}
