using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;

namespace Mrq.Emulator.Tests.State;

/// <summary>Variables that handles name keep their values from one run to the next, and graphs that are called once initialize them.</summary>
[TestClass]
public sealed class ResourceVariableTests
{
    private const int Handle = 1;
    private const int Old = 2;
    private const int New = 3;

    [TestMethod]
    public void A_variable_keeps_what_was_assigned_until_the_session_is_reset()
    {
        var session = Session(Counter());

        CollectionAssert.AreEqual(new sbyte[] { 5, 7, 8 }, new[] { Count(session, 5), Count(session, 2), Count(session, 1) });
        session.Reset();
        Assert.AreEqual(4, Count(session, 4));
    }

    [TestMethod]
    public void A_variable_of_8_bits_starts_from_its_zero_point()
    {
        // All tensors have the zero point -3, so that 0 is added to 0.
        var graph = Counter(zeroPoint: -3);

        Assert.AreEqual(-3, Count(Session(graph), -3));
    }

    [TestMethod]
    public void A_graph_that_is_called_once_initializes_a_variable_before_the_first_run_and_after_each_reset()
    {
        var session = Session(WithInitialization(Counter(), Initialization(40)));

        CollectionAssert.AreEqual(new sbyte[] { 41, 42 }, new[] { Count(session, 1), Count(session, 1) });
        session.Reset();
        Assert.AreEqual(41, Count(session, 1));
    }

    [TestMethod]
    public void Sessions_of_one_compiled_graph_have_variables_of_their_own()
    {
        var compiled = CompiledGraph.Compile(WithInitialization(Counter(), Initialization(40)), Arithmetic.TFLite);
        var (one, other) = (new EmulatorSession(compiled), new EmulatorSession(compiled));

        CollectionAssert.AreEqual(new sbyte[] { 41, 45, 42 }, new[] { Count(one, 1), Count(other, 5), Count(one, 1) });
    }

    [TestMethod]
    public void A_graph_that_two_operators_call_runs_once()
    {
        // The second call comes after the assignment and must not undo it.
        var graph = WithInitialization(Counter(), Initialization(40));
        var session = Session(graph with { Operators = [.. graph.Operators, graph.Operators[0]] });

        CollectionAssert.AreEqual(new sbyte[] { 41, 42 }, new[] { Count(session, 1), Count(session, 1) });
    }

    [TestMethod]
    public void Handles_of_the_same_names_are_the_same_variable_and_of_others_not()
    {
        static sbyte[] Run(string container, string name)
        {
            // A second handle, to whose variable 100 is assigned.
            var graph = Counter();
            graph = graph with
            {
                Tensors = [.. graph.Tensors, graph.Tensors[Handle], Number(0) with { Data = new byte[] { 100 } }],
                Operators =
                [
                    .. graph.Operators,
                    new VarHandle { Inputs = [], Outputs = [4], Container = container, SharedName = name },
                    new AssignVariable { Inputs = [4, 5], Outputs = [] },
                ],
            };
            var session = Session(graph);
            return [Count(session, 5), Count(session, 2)];
        }

        CollectionAssert.AreEqual(new sbyte[] { 5, 102 }, Run("", "count"));
        CollectionAssert.AreEqual(new sbyte[] { 5, 7 }, Run("", "other"));
        CollectionAssert.AreEqual(new sbyte[] { 5, 7 }, Run("other", "count"));
    }

    [TestMethod]
    public void A_variable_is_read_by_another_handle_of_its_names()
    {
        var graph = Counter();
        graph = graph with
        {
            Tensors = [.. graph.Tensors, graph.Tensors[Handle], graph.Tensors[Old]],
            Operators = [.. graph.Operators, new VarHandle { Inputs = [], Outputs = [4], SharedName = "count" }, new ReadVariable { Inputs = [4], Outputs = [5] }],
            Outputs = [5],
        };

        Assert.AreEqual(5, Count(Session(graph), 5));
    }

    [TestMethod]
    public void Only_what_the_variable_holds_can_be_read_of_it()
    {
        var graph = Counter();
        AssertInvalid(Replace(graph, Old, tensor => tensor with { Shape = new TensorShape(2) }));
        AssertInvalid(graph with { Operators = graph.Operators.RemoveAt(3) }, "nothing is ever assigned");
        AssertInvalid(graph with { Operators = graph.Operators.SetItem(0, new VarHandle { Inputs = [], Outputs = [Handle], SharedName = "other" }).Insert(0, graph.Operators[0]) }, "one VAR_HANDLE");
        AssertInvalid(Replace(graph with { Operators = graph.Operators.RemoveAt(0), Inputs = [0, Handle] }, Handle, tensor => tensor), "one VAR_HANDLE");
    }

    [TestMethod]
    public void Only_another_graph_without_inputs_outputs_and_calls_can_be_called_once()
    {
        var initialization = Initialization(1);
        AssertInvalid(WithInitialization(Counter(), initialization, number: 2), "no other graph 2");
        AssertInvalid(WithInitialization(Counter(), initialization, number: 0), "no other graph 0");
        AssertInvalid(WithInitialization(Counter(), initialization, number: -1), "no other graph -1");
        AssertInvalid(WithInitialization(Counter(), initialization with { Outputs = [1] }), "neither inputs nor outputs");
        AssertInvalid(WithInitialization(Counter(), initialization with { Inputs = [1] }), "neither inputs nor outputs");
        AssertInvalid(WithInitialization(Counter(), initialization with { Operators = [.. initialization.Operators, new CallOnce { Inputs = [], Outputs = [], InitSubgraphIndex = 1 }] }), "may call no other");
    }

    [TestMethod]
    public void An_operator_of_a_called_graph_that_has_no_kernel_is_named()
    {
        var initialization = Initialization(1);
        var graph = WithInitialization(Counter(), initialization with { Operators = [.. initialization.Operators, new OpaqueOperator("HASHTABLE") { Inputs = [], Outputs = [0] }] });

        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite));

        Assert.AreEqual(MrqCodes.OperatorNotEmulated, error.Code);
        Assert.Contains("HASHTABLE version 1 ( -> RESOURCE)", error.Message);
    }

    private static sbyte Count(EmulatorSession session, sbyte step)
    {
        session.SetInputs([unchecked((byte)step)]);
        session.Run();
        return unchecked((sbyte)session.Output(0)[0]);
    }

    private static EmulatorSession Session(QuantizedGraph graph)
    {
        graph.Validate();
        return new EmulatorSession(CompiledGraph.Compile(graph, Arithmetic.TFLite));
    }

    /// <summary>Adds its input to a variable and returns the sum.</summary>
    private static QuantizedGraph Counter(int zeroPoint = 0) => new()
    {
        Name = "main",
        Tensors = [Number(zeroPoint), Resource, Number(zeroPoint), Number(zeroPoint)],
        Operators =
        [
            new VarHandle { Inputs = [], Outputs = [Handle], SharedName = "count" },
            new ReadVariable { Inputs = [Handle], Outputs = [Old] },
            new Add { Inputs = [0, Old], Outputs = [New] },
            new AssignVariable { Inputs = [Handle, New], Outputs = [] },
        ],
        Inputs = [0],
        Outputs = [New],
    };

    private static QuantizedGraph Initialization(sbyte value) => new()
    {
        Name = "initialization",
        Tensors = [Resource, Number(0) with { Data = new[] { unchecked((byte)value) } }],
        Operators = [new VarHandle { Inputs = [], Outputs = [0], SharedName = "count" }, new AssignVariable { Inputs = [0, 1], Outputs = [] }],
        Inputs = [],
        Outputs = [],
    };

    private static QuantizedGraph WithInitialization(QuantizedGraph graph, QuantizedGraph initialization, int number = 1) => graph with
    {
        Operators = graph.Operators.Insert(0, new CallOnce { Inputs = [], Outputs = [], InitSubgraphIndex = number }),
        Subgraphs = [initialization],
    };

    private static Tensor Number(int zeroPoint) => SmallTensors.Of(ElementType.Int8, 1, zeroPoint, 1);

    private static Tensor Resource => SmallTensors.Values(ElementType.Resource);

    private static QuantizedGraph Replace(QuantizedGraph graph, int index, Func<Tensor, Tensor> change) => graph with { Tensors = graph.Tensors.SetItem(index, change(graph.Tensors[index])) };

    private static void AssertInvalid(QuantizedGraph graph, string message = "")
    {
        var error = Assert.ThrowsExactly<MrqException>(() => CompiledGraph.Compile(graph, Arithmetic.TFLite));
        Assert.AreEqual(MrqCodes.InvalidOperator, error.Code, error.Message);
        Assert.Contains(message, error.Message);
    }
}
