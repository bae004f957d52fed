// Command pulumi-resource-docker is the Docker resource plugin, put together from its public parts: the upstream
// Terraform provider and Pulumi's bridge. It exists for networks that reach a Go module proxy but not the place
// Pulumi serves its plugins from; wherever that place answers, set-up installs the official plugin instead.
//
// Served are the resources of the upstream provider. `docker.Image` and `docker.BuildxBuilder`, which the official
// plugin implements on its own, are not.
package main

import (
	"encoding/json"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/info"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-providers/terraform-provider-docker/shim"
)

// version is set by the linker to the release of @pulumi/docker whose type tokens and property names are followed.
var version = "0.0.0-unset"

func token(member string) tokens.ModuleMember {
	file := strings.ToLower(member[:1]) + member[1:]
	return tokens.ModuleMember("docker:index/" + file + ":" + member)
}

func resource(name string, fields map[string]*info.Schema) *info.Resource {
	return &info.Resource{Tok: tokens.Type(token(name)), Fields: fields}
}

func provider() info.Provider {
	container := resource("Container", map[string]*info.Schema{
		"command":           {Name: "command"},
		"networks_advanced": {Name: "networksAdvanced"},
	})
	// Two containers cannot hold one name or one published port for even a moment.
	container.DeleteBeforeReplace = true

	docker := info.Provider{
		P:              shimv2.NewProvider(shim.NewProvider(version)),
		Name:           "docker",
		Version:        version,
		MetadataInfo:   info.NewProviderMetadata([]byte("{}")),
		IgnoreMappings: []string{"docker_buildx_builder", "docker_compose"},
		Config: map[string]*info.Schema{
			"host": {Default: &info.Default{
				EnvVars: []string{"DOCKER_HOST"},
				Value:   "unix:///var/run/docker.sock",
			}},
			"registry_auth": {Name: "registryAuth", MaxItemsOne: tfbridge.False()},
		},
		Resources: map[string]*info.Resource{
			"docker_config":         resource("ServiceConfig", nil),
			"docker_container":      container,
			"docker_image":          resource("RemoteImage", map[string]*info.Schema{"name": {Name: "name"}}),
			"docker_network":        resource("Network", nil),
			"docker_plugin":         resource("Plugin", nil),
			"docker_registry_image": resource("RegistryImage", nil),
			"docker_secret":         resource("Secret", nil),
			"docker_service":        resource("Service", nil),
			"docker_tag":            resource("Tag", nil),
			"docker_volume":         resource("Volume", nil),
		},
		DataSources: map[string]*info.DataSource{
			"docker_image":                    {Tok: token("getRemoteImage")},
			"docker_logs":                     {Tok: token("getLogs")},
			"docker_network":                  {Tok: token("getNetwork")},
			"docker_plugin":                   {Tok: token("getPlugin")},
			"docker_registry_image":           {Tok: token("getRegistryImage")},
			"docker_registry_image_manifests": {Tok: token("getRegistryImageManifests")},
		},
	}
	docker.SetAutonaming(255, "-")
	return docker
}

func main() {
	// The engine asks for a schema only when it generates SDKs, so a name and a version are enough.
	schema, err := json.Marshal(map[string]string{"name": "docker", "version": version})
	if err != nil {
		panic(err)
	}
	tfbridge.Main("docker", version, provider(), schema)
}
