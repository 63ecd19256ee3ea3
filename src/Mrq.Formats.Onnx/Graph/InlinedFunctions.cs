namespace Mrq.Formats.Onnx;

/// <summary>
/// A model whose nodes call functions of its own, with each call replaced by the function's nodes: values inside get names of their own, and attributes that the function leaves to
/// its caller get the caller's value, or the function's default. Source: ONNX IR specification, section Functions.
/// </summary>
internal static class InlinedFunctions
{
    /// <summary>A few functions that call each other twice each, some deep, would be more nodes than any memory holds.</summary>
    private const int MostNodes = 1 << 20;

    /// <summary>Functions within functions.</summary>
    private const int MostDeep = 64;

    /// <returns>The model itself where no node calls a function.</returns>
    public static ModelProto Of(ModelProto model)
    {
        var functions = new Dictionary<(string Domain, string Name, string Overload), FunctionProto>();
        foreach (var function in model.Functions)
        {
            if (!functions.TryAdd((Spelled(function.Domain), function.Name, function.Overload), function))
            {
                throw OnnxErrors.Invalid($"the function {function.Domain}.{function.Name} is there twice.");
            }
        }

        if (functions.Count == 0 || !model.Graph.Node.Any(node => functions.ContainsKey(KeyOf(node))))
        {
            return model;
        }

        var inlined = model.Clone();
        inlined.Graph.Node.Clear();
        var names = Names(model.Graph);
        foreach (var node in model.Graph.Node)
        {
            Expand(node, 0);
        }

        return inlined;

        void Expand(NodeProto node, int depth)
        {
            if (!functions.TryGetValue(KeyOf(node), out var function))
            {
                inlined.Graph.Node.Add(node);
                if (inlined.Graph.Node.Count > MostNodes)
                {
                    throw OnnxErrors.Invalid($"the model's functions have more than {MostNodes} nodes in their calls.");
                }

                return;
            }

            var key = $"{function.Domain}.{function.Name}";
            Require(depth < MostDeep, $"the function {key} calls itself, or functions are more than {MostDeep} deep.");
            Require(node.Input.Count <= function.Input.Count && node.Output.Count <= function.Output.Count, $"a call of {key} has more inputs or outputs than the function.");
            Require(function.OpsetImport.All(import => Spelled(import.Domain) is var domain && model.OpsetImport.All(other => Spelled(other.Domain) != domain || other.Version == import.Version)), $"the function {key} is of another operator set than the model.");
            var values = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var place = 0; place < function.Input.Count; place++)
            {
                values[function.Input[place]] = place < node.Input.Count ? node.Input[place] : "";
            }

            for (var place = 0; place < function.Output.Count; place++)
            {
                // An output that is an input as it is needs a node that says so; its own name is taken.
                if (place < node.Output.Count && node.Output[place].Length > 0 && !values.TryAdd(function.Output[place], node.Output[place]))
                {
                    inlined.Graph.Node.Add(new NodeProto { OpType = "Identity", Name = UniqueNames.Take(names, $"{node.Name}/{function.Output[place]}"), Input = { values[function.Output[place]] }, Output = { node.Output[place] } });
                }
            }

            foreach (var inner in function.Node)
            {
                var call = inner.Clone();
                call.Name = UniqueNames.Take(names, $"{(node.Name.Length > 0 ? node.Name : function.Name)}/{(inner.Name.Length > 0 ? inner.Name : inner.OpType)}");
                for (var place = 0; place < call.Input.Count; place++)
                {
                    call.Input[place] = NameOf(call.Input[place]);
                }

                for (var place = 0; place < call.Output.Count; place++)
                {
                    call.Output[place] = NameOf(call.Output[place]);
                }

                Bind(call, node, function);
                Expand(call, depth + 1);
            }

            string NameOf(string value)
            {
                if (value.Length > 0 && !values.ContainsKey(value))
                {
                    values.Add(value, UniqueNames.Take(names, $"{(node.Name.Length > 0 ? node.Name : function.Name)}/{value}"));
                }

                return value.Length == 0 ? "" : values[value];
            }
        }
    }

    /// <summary>Attributes that name one of the caller's: its value, the function's default, or none.</summary>
    private static void Bind(NodeProto inner, NodeProto caller, FunctionProto function)
    {
        for (var place = inner.Attribute.Count - 1; place >= 0; place--)
        {
            var attribute = inner.Attribute[place];
            if (attribute.RefAttrName.Length == 0)
            {
                continue;
            }

            if ((caller.Attribute.FirstOrDefault(given => given.Name == attribute.RefAttrName) ?? function.AttributeProto.FirstOrDefault(otherwise => otherwise.Name == attribute.RefAttrName)) is not { } value)
            {
                inner.Attribute.RemoveAt(place);
                continue;
            }

            var bound = value.Clone();
            bound.Name = attribute.Name;
            inner.Attribute[place] = bound;
        }
    }

    private static HashSet<string> Names(GraphProto graph) => new(
        graph.Node.SelectMany(node => node.Output.Concat(node.Input).Append(node.Name)).Concat(graph.Initializer.Select(tensor => tensor.Name)).Concat(graph.Input.Concat(graph.Output).Select(value => value.Name)),
        StringComparer.Ordinal);

    private static (string Domain, string Name, string Overload) KeyOf(NodeProto node) => (Spelled(node.Domain), node.OpType, node.Overload);

    private static string Spelled(string domain) => domain == "ai.onnx" ? "" : domain;

    private static void Require(bool condition, string sentence)
    {
        if (!condition)
        {
            throw OnnxErrors.Invalid(sentence);
        }
    }
}
