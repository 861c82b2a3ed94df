using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Unrolled.Generator.Tests;

/// <summary>Workflows are read by another machine than this one: what can be found out here is.</summary>
public partial class WorkflowTests
{
    private static readonly string s_root = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    [Fact]
    public void Workflows_are_yaml_with_jobs_of_pinned_actions_and_scripts_that_are_there()
    {
        string[] files = Directory.GetFiles(Path.Combine(s_root, ".github", "workflows"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            YamlMappingNode jobs = Map(Assert.IsType<YamlMappingNode>(Read(file)), "jobs");
            IEnumerable<YamlNode> steps = jobs.Children.Values.SelectMany(static job => (YamlSequenceNode)((YamlMappingNode)job)["steps"]);
            foreach (YamlMappingNode entries in steps.Cast<YamlMappingNode>())
            {
                if (entries.Children.TryGetValue("uses", out YamlNode? action))
                    Assert.Matches("^actions/[a-z-]+@v[0-9]+$", action.ToString());
                else
                    Assert.All(Scripts().Matches(entries["run"].ToString()), run =>
                        Assert.True(File.Exists(Path.Combine(s_root, run.Groups[1].Value))));
            }

            // Who a job waits for is there.
            IEnumerable<YamlMappingNode> all = jobs.Children.Values.Cast<YamlMappingNode>();
            foreach (YamlMappingNode job in all.Where(static job => job.Children.ContainsKey("needs")))
                Assert.All((YamlSequenceNode)job["needs"], name => Assert.True(jobs.Children.ContainsKey(name), $"{name} is no job"));
        }
    }

    [Fact]
    public void Linux_Windows_macOS_and_Arm64_are_built_for_and_Linux_runs_the_whole_gate()
    {
        YamlMappingNode jobs = Map((YamlMappingNode)Read(Path.Combine(s_root, ".github", "workflows", "ci.yml")), "jobs");
        var systems = (YamlSequenceNode)Map(Map(Map(jobs, "portable"), "strategy"), "matrix")["os"];

        Assert.All(["windows", "macos", "arm"], system =>
            Assert.Contains(systems, one => one.ToString().Contains(system, StringComparison.Ordinal)));
        Assert.Contains((YamlSequenceNode)Map(jobs, "gate")["steps"], static step =>
            step.ToString().Contains("bash .ci/run", StringComparison.Ordinal));
    }

    private static YamlNode Read(string file)
    {
        var yaml = new YamlStream();
        using var reader = new StreamReader(file);
        yaml.Load(reader);
        return Assert.Single(yaml.Documents).RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => Assert.IsType<YamlMappingNode>(node[key]);

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\bbash ([\w./-]+)")]
    private static partial Regex Scripts();
}
