using System.Collections.Immutable;
using System.Reflection;
using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Core.Operators;
using Mrq.Emulator;
using Mrq.Sweeps;
using Mrq.Testing;

namespace Mrq.Tests;

/// <summary>A graph that another process reads is the graph: every attribute of every operator, every tensor, every arithmetic.</summary>
[TestClass]
public sealed class GraphSnapshotTests
{
    public static IEnumerable<object[]> Operators => typeof(Conv2D).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract).Select(type => new object[] { type.Name });

    [TestMethod]
    [DynamicData(nameof(Operators))]
    public void Every_attribute_of_an_operator_stays(string name)
    {
        var type = typeof(Conv2D).Assembly.GetTypes().Single(type => type.Name == name && type.IsSubclassOf(typeof(Operator)));
        var step = (Operator)(type == typeof(OpaqueOperator) ? new OpaqueOperator("CUSTOM(x)") { Inputs = [0], Outputs = [1] } : Activator.CreateInstance(type)!);
        foreach (var property in Attributes(type))
        {
            property.SetValue(step, Other(property.PropertyType, property.GetValue(step), property.Name));
        }

        var tensor = new Tensor { Name = "t", Type = ElementType.Int8, Shape = new TensorShape(1, 2), Quantization = new QuantizationParameters([0.1f, 0.7f], [3, -4], 1) };
        var graph = new QuantizedGraph { Name = "g", Tensors = [tensor, tensor, tensor with { Data = new byte[] { 1, 2 } }], Operators = [step], Inputs = [0], Outputs = [1] };

        var read = GraphSnapshot.Read(new GraphSnapshot(graph, Arithmetic.TFLite).Write());

        Assert.IsNotNull(read);
        Assert.AreEqual(type, read.Graph.Operators[0].GetType());
        Assert.AreEqual(tensor with { }, read.Graph.Tensors[0]);
        CollectionAssert.AreEqual(new byte[] { 1, 2 }, read.Graph.Tensors[2].Data!.Value.ToArray());
        foreach (var property in Attributes(type).Where(property => !typeof(Delegate).IsAssignableFrom(property.PropertyType)))
        {
            Assert.AreEqual(Shown(property.GetValue(step)), Shown(property.GetValue(read.Graph.Operators[0])), property.Name);
        }
    }

    [TestMethod]
    public void Every_arithmetic_stays()
    {
        var graph = new QuantizedGraph { Name = "g", Tensors = [], Operators = [], Inputs = [], Outputs = [] };
        foreach (var arithmetic in ArithmeticCatalogue.All.Concat(Core.Targets.TargetCatalogue.All.Select(target => target.Scheme.Arithmetic)))
        {
            var assignment = new ArithmeticAssignment(Arithmetic.TFLite) { ByOperator = ImmutableDictionary<int, Arithmetic>.Empty.Add(3, arithmetic) };

            Assert.AreEqual(arithmetic, GraphSnapshot.Read(new GraphSnapshot(graph, assignment).Write())!.Arithmetic[3], arithmetic.Name);
        }
    }

    [TestMethod]
    public void A_network_computes_the_same_and_damage_is_none()
    {
        var model = ModelFile.Read(Path.Combine(TestData.Repository, "samples", "QuickStart", "models", "digits.tflite"));
        var bytes = new GraphSnapshot(model.Graph, model.ArithmeticOf(model.Graph)).Write();
        var read = GraphSnapshot.Read(bytes)!;
        var (before, after) = (new EmulatorSession(CompiledGraph.Compile(model.Graph, model.ArithmeticOf(model.Graph))), new EmulatorSession(CompiledGraph.Compile(read.Graph, read.Arithmetic)));
        new Random(1).NextBytes(before.Input(0));
        before.Input(0).CopyTo(after.Input(0));
        before.Run();
        after.Run();

        Assert.IsTrue(before.Output(0).SequenceEqual(after.Output(0)));
        var random = new Random(2);
        for (var trial = 0; trial < 200; trial++)
        {
            var damaged = bytes[..random.Next(1, bytes.Length)];
            damaged[random.Next(Math.Min(damaged.Length, 4000))] ^= (byte)random.Next(1, 256);
            Assert.IsNull(GraphSnapshot.Read(damaged));
        }
    }

    private static IEnumerable<PropertyInfo> Attributes(Type type) =>
        type.GetProperties().Where(property => property.SetMethod is not null && property.Name is not (nameof(Operator.Inputs) or nameof(Operator.Outputs)) || (property.SetMethod is not null && type != typeof(OpaqueOperator)));

    /// <summary>Another value than the one that an attribute has by itself.</summary>
    private static object? Other(Type type, object? value, string name) =>
        name == nameof(Operator.Inputs) ? ImmutableArray.Create(0)
        : name == nameof(Operator.Outputs) ? ImmutableArray.Create(1)
        : name == nameof(OpaqueOperator.OperatorName) ? "CUSTOM(x)"
        : Nullable.GetUnderlyingType(type) is { } inner ? Other(inner, null, name)
        : type == typeof(bool) ? value is not true
        : type == typeof(int) ? ((int?)value ?? 0) + 3
        : type == typeof(long) ? ((long?)value ?? 0) + 3
        : type == typeof(float) ? ((float?)value ?? 0) + 0.1f
        : type == typeof(double) ? ((double?)value ?? 0) + 0.1
        : type == typeof(string) ? "text"
        : type.IsEnum ? Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)
        : type == typeof(ImmutableArray<int>) ? ImmutableArray.Create(0, 1)
        : type == typeof(ImmutableArray<float>) ? ImmutableArray.Create(0.1f, 1)
        : type == typeof(Margins) ? new Margins(1, 2, 3, 4)
        : type == typeof(Operator) ? new LeakyRelu { Inputs = [0], Outputs = [1], Alpha = 0.3f }
        : typeof(Delegate).IsAssignableFrom(type) ? null
        : type == typeof(TensorShape) ? new TensorShape(1, 2)
        : throw new NotSupportedException($"{type} of {name}");

    private static string Shown(object? value) => value is System.Collections.IEnumerable list and not string ? string.Join(',', list.Cast<object>()) : $"{value}";
}
