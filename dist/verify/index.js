#!/usr/bin/env node
import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 353:
/***/ (function(module) {

/*
 * Copyright 2024 the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
!function(e,t){ true?module.exports=t():0}(this,(()=>(()=>{"use strict";var e={154:(e,t)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.CvssVector=void 0;class o{constructor(e,t,o){this.vector=e,this.normalize=t,this.scores=o}isUpToDate(e,t){return this.vector===e&&this.normalize===t}getScores(){return this.scores}}t.CvssVector=class{constructor(e){this.vectorChangedListeners=[],this.components=new Map,this.clearComponents(),e&&this.applyVector(e)}calculateScores(e=!1){const t=this.toString(!0);if(this.cachedScores&&this.cachedScores.isUpToDate(t,e))return this.cachedScores.getScores();const a=this.calculateScoresInternal(e);return this.cachedScores=new o(t,e,a),a}fillBaseMetrics(){for(const[e,t]of this.getRegisteredComponents())if("base"===e.name){for(const e of t){const t=e.values[1];t&&this.applyComponent(e,t)}return}throw new Error("No base category found")}getComponents(){return this.components}clearComponents(){this.getRegisteredComponents().forEach(((e,t)=>{e.forEach((e=>this.components.set(e,e.values[0])))}))}clearSpecifiedComponents(e){e.forEach((e=>this.components.set(e,e.values[0])))}addVectorChangedListener(e){this.vectorChangedListeners.push(e)}normalizeVector(e){return e.replace(/\(/g,"").replace(/\)/g,"").replace(/CVSS:\d+\.?\d?/g,"").replace(/\s/g,"").replace(/\\/g,"").replace(/^\//g,"").replace(/\/$/g,"").trim()}findComponent(e){for(const t of this.getRegisteredComponents().values()){const o=t.find((t=>t.name===e||t.shortName===e));if(o)return o}return Array.from(this.components.keys()).find((t=>t.name===e||t.shortName===e))}applyVector(e){this.applyVectorCount(e)}applyVectorCount(e){const t=this.normalizeVector(e).split("/");let o=0;return t.forEach((e=>{if(0===e.length)return;const[t,a]=e.split(":");0!==t.length&&0!==a.length?this.applyComponentString(t,a,!1)&&o++:console.warn("Invalid component/value pair",e)})),this.vectorChangedListeners.forEach((e=>e(this))),o}applyComponentString(e,t,o=!0){const a=this.findComponent(e);if(a){const i=a.values.find((e=>e.name===t||e.shortName===t));if(i)return this.components.get(a)!==i&&(this.applyComponent(a,i),o&&this.vectorChangedListeners.forEach((e=>e(this))),!0);throw new Error(`Unknown component value ${t} for component ${e}`)}throw new Error(`Unknown component ${e} when setting value ${t}`)}applyComponentStringSilent(e,t,o=!0){try{return this.applyComponentString(e,t,o)}catch(e){return!1}}applyComponent(e,t,o=!0){this.components.set(e,t),o&&this.vectorChangedListeners.forEach((e=>e(this)))}applyVectorPartsIf(e,t,o){if(!e)return 0;const a=this.normalizeVector(e);if(0===a.length)return 0;const i=a.split("/");let s=0;for(const e of i){if(!e)continue;const a=e.split(":",2),i=this.clone(),n=t(i);if(2===a.length){i.applyComponentStringSilent(a[0],a[1]);const e=t(i);o?e<=n&&(s+=this.applyComponentStringSilent(a[0],a[1])?1:0):e>=n&&(s+=this.applyComponentStringSilent(a[0],a[1])?1:0)}else console.warn("Unknown vector argument:",e)}return s}applyVectorPartsIfLower(e,t){return this.applyVectorPartsIf(e,t,!0)}applyVectorPartsIfHigher(e,t){return this.applyVectorPartsIf(e,t,!1)}applyVectorPartsIfLowerVector(e,t){return this.applyVectorPartsIf(e.toStringDefinedParts(),t,!0)}applyVectorPartsIfHigherVector(e,t){return this.applyVectorPartsIf(e.toStringDefinedParts(),t,!1)}getComponent(e){const t=this.components.get(e);if(!t)throw new Error(`Unknown component: ${e.name}`);return t}getComponentByString(e){const t=this.findComponent(e);if(!t)throw new Error(`Unknown component: ${e}`);const o=this.components.get(t);if(!o)throw new Error(`Unknown component: ${e}`);return o}getComponentByStringOpt(e){try{return this.getComponentByString(e)}catch(e){return null}}size(){return Array.from(this.components.values()).filter(this.isComponentValueDefined).length}getFirstDefinedComponent(e){return e.map((e=>this.components.get(e))).find(this.isComponentValueDefined)}toString(e=!1,t=this.getRegisteredComponents(),o=!1){let a="";for(const[i,s]of t)if(e||this.isCategoryPartiallyDefined(i))for(const e of s){const t=this.components.get(e);if(t){if(o&&!this.isComponentValueDefined(t))continue;a+=`${e.shortName}:${t.shortName}/`}}return this.getVectorPrefix()+a.slice(0,-1)}toStringDefinedParts(){return this.toString(!1,this.getRegisteredComponents(),!0)}isCategoryFullyDefined(e){const t=this.getRegisteredComponents().get(e);return!!t&&t.every((e=>void 0!==this.components.get(e)&&"ND"!==this.components.get(e).shortName&&"X"!==this.components.get(e).shortName))}isCategoryPartiallyDefined(e){const t=this.getRegisteredComponents().get(e);return!!t&&t.some((e=>void 0!==this.components.get(e)&&"ND"!==this.components.get(e).shortName&&"X"!==this.components.get(e).shortName))}round(e,t){let o=Math.pow(10,t);return Math.round(e*o)/o}roundUp(e){let t=Math.round(1e5*e);return t%1e4==0?t/1e5:(Math.floor(t/1e4)+1)/10}normalizeScore(e,t){return 10===t?e:this.round(this.mapRange(e,0,t,0,10),1)}mapRange(e,t,o,a,i){return(e-t)/(o-t)*(i-a)+a}pickRandomDefinedComponentValue(e){for(let t=0;t<999999;t++){const t=e.values[Math.floor(Math.random()*e.values.length)];if("X"!==t.shortName&&"ND"!==t.shortName&&!t.hide)return t}}clone(){const e=new this.constructor;return e.components=new Map(this.components),e}diffVector(e){const t=new this.constructor;for(const[o,a]of this.getRegisteredComponents())for(const o of a){const a=this.components.get(o),i=e.components.get(o),s=this.isComponentValueDefined(a),n=this.isComponentValueDefined(i);s&&n&&a.shortName!==i.shortName||!s&&n?t.applyComponent(o,i):s&&!n&&t.applyComponent(o,a)}return t}applyEnvironmentalMetricsOntoBase(){for(const[e,t]of this.getRegisteredComponents())for(const e of t){const t=this.components.get(e);t&&e.baseMetricEquivalent&&this.isComponentValueDefined(t)&&(e.baseMetricEquivalentMapper?this.applyComponentString(e.baseMetricEquivalent.shortName,e.baseMetricEquivalentMapper(t).shortName,!1):this.applyComponentString(e.baseMetricEquivalent.shortName,t.shortName,!1),this.applyComponent(e,e.values[0],!1))}this.vectorChangedListeners.forEach((e=>e(this)))}isComponentValueDefined(e){return void 0!==e&&"ND"!==e.shortName&&"X"!==e.shortName}static _reorderAttributeSeverityOrder(e){const t=[];return e.forEach(((e,o)=>{t.push([e])})),t}}},156:function(e,t,o){var a=this&&this.__createBinding||(Object.create?function(e,t,o,a){void 0===a&&(a=o);var i=Object.getOwnPropertyDescriptor(t,o);i&&!("get"in i?!t.__esModule:i.writable||i.configurable)||(i={enumerable:!0,get:function(){return t[o]}}),Object.defineProperty(e,a,i)}:function(e,t,o,a){void 0===a&&(a=o),e[a]=t[o]}),i=this&&this.__exportStar||function(e,t){for(var o in e)"default"===o||Object.prototype.hasOwnProperty.call(t,o)||a(t,e,o)};Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss4P0=t.Cvss3P0=t.Cvss3P1=t.Cvss2=t.CvssVector=void 0;var s=o(154);Object.defineProperty(t,"CvssVector",{enumerable:!0,get:function(){return s.CvssVector}}),i(o(564),t);var n=o(475);Object.defineProperty(t,"Cvss2",{enumerable:!0,get:function(){return n.Cvss2}});var r=o(371);Object.defineProperty(t,"Cvss3P1",{enumerable:!0,get:function(){return r.Cvss3P1}});var c=o(623);Object.defineProperty(t,"Cvss3P0",{enumerable:!0,get:function(){return c.Cvss3P0}});var l=o(987);Object.defineProperty(t,"Cvss4P0",{enumerable:!0,get:function(){return l.Cvss4P0}})},331:(e,t)=>{var o;Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss3P0Components=void 0;class a{}t.Cvss3P0Components=a,o=a,a.CONFIDENTIALITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no loss of confidentiality within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"There is some loss of confidentiality. Access to some restricted information is obtained, but the attacker does not have control over what information is obtained, or the amount or kind of loss is limited. The information disclosure does not cause a direct, serious loss to the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of confidentiality, resulting in all resources within the impacted component being divulged to the attacker. Alternatively, access to only some restricted information is obtained, but the disclosed information presents a direct, serious impact. For example, an attacker steals the administrator's password, or private encryption keys of a web server."}},a.CONFIDENTIALITY_IMPACT=[o.CONFIDENTIALITY_IMPACT_VALUES.X,o.CONFIDENTIALITY_IMPACT_VALUES.N,o.CONFIDENTIALITY_IMPACT_VALUES.L,o.CONFIDENTIALITY_IMPACT_VALUES.H],a.INTEGRITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no loss of integrity within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"Modification of data is possible, but the attacker does not have control over the consequence of a modification, or the amount of modification is limited. The data modification does not have a direct, serious impact on the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of integrity, or a complete loss of protection. For example, the attacker is able to modify any/all files protected by the impacted component. Alternatively, only some files can be modified, but malicious modification would present a direct, serious consequence to the impacted component."}},a.INTEGRITY_IMPACT=[o.INTEGRITY_IMPACT_VALUES.X,o.INTEGRITY_IMPACT_VALUES.N,o.INTEGRITY_IMPACT_VALUES.L,o.INTEGRITY_IMPACT_VALUES.H],a.AVAILABILITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no impact to availability within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"Performance is reduced or there are interruptions in resource availability. Even if repeated exploitation of the vulnerability is possible, the attacker does not have the ability to completely deny service to legitimate users. The resources in the impacted component are either partially available all of the time, or fully available only some of the time, but overall there is no direct, serious consequence to the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of availability, resulting in the attacker being able to fully deny access to resources in the impacted component; this loss is either sustained (while the attacker continues to deliver the attack) or persistent (the condition persists even after the attack has completed). Alternatively, the attacker has the ability to deny some availability, but the loss of availability presents a direct, serious consequence to the impacted component (e.g., the attacker cannot disrupt existing connections, but can prevent new connections; the attacker can repeatedly exploit a vulnerability that, in each instance of a successful attack, leaks a only small amount of memory, but after repeated exploitation causes a service to become completely unavailable)."}},a.AVAILABILITY_IMPACT=[o.AVAILABILITY_IMPACT_VALUES.X,o.AVAILABILITY_IMPACT_VALUES.N,o.AVAILABILITY_IMPACT_VALUES.L,o.AVAILABILITY_IMPACT_VALUES.H],a.CONFIDENTIALITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Confidentiality is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Confidentiality is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Confidentiality is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.CONFIDENTIALITY_REQUIREMENT=[o.CONFIDENTIALITY_REQUIREMENT_VALUES.X,o.CONFIDENTIALITY_REQUIREMENT_VALUES.L,o.CONFIDENTIALITY_REQUIREMENT_VALUES.M,o.CONFIDENTIALITY_REQUIREMENT_VALUES.H],a.INTEGRITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Integrity is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Integrity is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Integrity is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.INTEGRITY_REQUIREMENT=[o.INTEGRITY_REQUIREMENT_VALUES.X,o.INTEGRITY_REQUIREMENT_VALUES.L,o.INTEGRITY_REQUIREMENT_VALUES.M,o.INTEGRITY_REQUIREMENT_VALUES.H],a.AVAILABILITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Availability is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Availability is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Availability is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.AVAILABILITY_REQUIREMENT=[o.AVAILABILITY_REQUIREMENT_VALUES.X,o.AVAILABILITY_REQUIREMENT_VALUES.L,o.AVAILABILITY_REQUIREMENT_VALUES.M,o.AVAILABILITY_REQUIREMENT_VALUES.H],a.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"There is no impact to the integrity of the system."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"There is a partial compromise of system integrity."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"There is a total compromise of system integrity."}},a.TEMPLATE_CIA_REQUIREMENT_MODIFIED=[o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.X,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.L,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.M,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.H],a.BASE_CATEGORY={name:"base",description:"This metric reflects the qualities of a vulnerability that are constant over time and across user environments."},a.AV_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"Network",abbreviatedName:"Netw.",jsonSchemaName:"NETWORK",description:"The vulnerable component is bound to the network stack and the set of possible attackers extends beyond the other options listed below, up to and including the entire Internet."},A:{shortName:"A",value:.62,name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT_NETWORK",description:"The vulnerable component is bound to the network stack, but the attack is limited at the protocol level to a logically adjacent topology."},L:{shortName:"L",value:.55,name:"Local",jsonSchemaName:"LOCAL",description:"The vulnerable component is not bound to the network stack and the attacker's path is via read/write/execute capabilities."},P:{shortName:"P",value:.2,name:"Physical",abbreviatedName:"Phys.",jsonSchemaName:"PHYSICAL",description:"The attack requires the attacker to physically touch or manipulate the vulnerable component."}},a.AV={name:"Attack Vector",shortName:"AV",subCategory:"Exploitability Metrics",description:"This metric reflects the context by which vulnerability exploitation is possible. The more remote an attacker can be to attack a host, the greater the vulnerability score.",values:[o.AV_VALUES.X,o.AV_VALUES.N,o.AV_VALUES.A,o.AV_VALUES.L,o.AV_VALUES.P]},a.AC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.77,name:"Low",jsonSchemaName:"LOW",description:"Specialized access conditions or extenuating circumstances do not exist. An attacker can expect repeatable success when attacking the vulnerable component."},H:{shortName:"H",value:.44,name:"High",jsonSchemaName:"HIGH",description:"A successful attack depends on conditions beyond the attacker's control. That is, a successful attack cannot be accomplished at will, but requires the attacker to invest in some measurable amount of effort in preparation or execution against the vulnerable component before a successful attack can be expected."}},a.AC={name:"Attack Complexity",shortName:"AC",subCategory:"Exploitability Metrics",description:"This metric describes the conditions beyond the attacker's control that must exist in order to exploit the vulnerability.",values:[o.AC_VALUES.X,o.AC_VALUES.L,o.AC_VALUES.H]},a.PR_VALUES={X:{shortName:"X",value:1,changedValue:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,changedValue:.85,name:"None",jsonSchemaName:"NONE",description:"The attacker is unauthorized prior to attack, and therefore does not require any access to settings or files of the vulnerable system to carry out an attack."},L:{shortName:"L",value:.62,changedValue:.68,name:"Low",jsonSchemaName:"LOW",description:"The attacker requires privileges that provide basic user capabilities that could normally affect only settings and files owned by a user. Alternatively, an attacker with Low privileges has the ability to access only non-sensitive resources."},H:{shortName:"H",value:.27,changedValue:.5,name:"High",jsonSchemaName:"HIGH",description:"The attacker requires privileges that provide significant (e.g., administrative) control over the vulnerable component allowing access to component-wide settings and files."}},a.PR={name:"Privileges Required",shortName:"PR",subCategory:"Exploitability Metrics",description:"This metric describes the level of privileges an attacker must possess before successfully exploiting the vulnerability.",values:[o.PR_VALUES.X,o.PR_VALUES.N,o.PR_VALUES.L,o.PR_VALUES.H]},a.UI_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"None",jsonSchemaName:"NONE",description:"The vulnerable system can be exploited without interaction from any user."},R:{shortName:"R",value:.62,name:"Required",abbreviatedName:"Req.",jsonSchemaName:"REQUIRED",description:"Successful exploitation of this vulnerability requires a user to take some action before the vulnerability can be exploited. For example, a successful exploit may only be possible during the installation of an application by a system administrator."}},a.UI={name:"User Interaction",shortName:"UI",subCategory:"Exploitability Metrics",description:"This metric captures the requirement for a user, other than the attacker, to participate in the successful compromise of the vulnerable component.",values:[o.UI_VALUES.X,o.UI_VALUES.N,o.UI_VALUES.R]},a.S_VALUES={X:{shortName:"X",value:!1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:!1,name:"Unchanged",abbreviatedName:"Unchang.",jsonSchemaName:"UNCHANGED",description:"An exploited vulnerability can only affect resources managed by the same authority."},C:{shortName:"C",value:!0,name:"Changed",jsonSchemaName:"CHANGED",description:"An exploited vulnerability can affect resources beyond the authorization privileges intended by the vulnerable system's design."}},a.S={name:"Scope",shortName:"S",subCategory:"Exploitability Metrics",description:"Can an exploit of the vulnerability be accomplished remotely?",values:[o.S_VALUES.X,o.S_VALUES.U,o.S_VALUES.C]},a.C={name:"Confidentiality Impact",shortName:"C",subCategory:"Impact Metrics",description:"This metric measures the impact to the confidentiality of the information resources managed by a software component due to a successfully exploited vulnerability.",values:o.CONFIDENTIALITY_IMPACT},a.I={name:"Integrity Impact",shortName:"I",subCategory:"Impact Metrics",description:"This metric measures the impact to integrity of a successfully exploited vulnerability.",values:o.INTEGRITY_IMPACT},a.A={name:"Availability Impact",shortName:"A",subCategory:"Impact Metrics",description:"This metric measures the impact to the availability of the impacted component resulting from a successfully exploited vulnerability.",values:o.AVAILABILITY_IMPACT},a.BASE_CATEGORY_VALUES=[o.AV,o.AC,o.PR,o.UI,o.S,o.C,o.I,o.A],a.TEMPORAL_CATEGORY={name:"temporal",description:"This metric reflects the current state of exploit techniques or code availability."},a.E_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:.91,name:"Unproven",abbreviatedName:"Unproven",description:"No exploit code is available, or an exploit is theoretical."},P:{shortName:"P",value:.94,name:"Proof-of-Concept",abbreviatedName:"Proof-of-conc.",jsonSchemaName:"PROOF_OF_CONCEPT",description:"Proof-of-concept exploit code is available, or an attack demonstration is not practical for most systems. The code or technique is not functional in all situations and may require substantial modification by a skilled attacker."},F:{shortName:"F",value:.97,name:"Functional",jsonSchemaName:"FUNCTIONAL",description:"Functional exploit code is available. The code works in most situations where the vulnerability exists."},H:{shortName:"H",value:1,name:"High",jsonSchemaName:"HIGH",description:"Functional exploit code is available. The code is widespread and automated and works in all situations where the vulnerability exists."}},a.E={name:"Exploit Code Maturity",shortName:"E",description:"This metric measures the likelihood of the vulnerability being attacked, and is typically based on the current state of exploit techniques, exploit code availability, or active, successful exploitation of the vulnerability.",values:[o.E_VALUES.X,o.E_VALUES.U,o.E_VALUES.P,o.E_VALUES.F,o.E_VALUES.H]},a.RL_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},O:{shortName:"O",value:.95,name:"Official Fix",abbreviatedName:"Off. Fix",jsonSchemaName:"OFFICIAL_FIX",description:"A complete vendor solution is available. Either the vendor has issued an official patch, or an upgrade is available."},T:{shortName:"T",value:.96,name:"Temporary Fix",abbreviatedName:"Temp. Fix",jsonSchemaName:"TEMPORARY_FIX",description:"There is an official but temporary fix available. This includes instances where the vendor issues a temporary hotfix, tool, or workaround."},W:{shortName:"W",value:.97,name:"Workaround",jsonSchemaName:"WORKAROUND",description:"There is an unofficial, non-vendor solution available. In some cases, users of the affected technology will create a patch of their own or provide steps to work around or otherwise mitigate the vulnerability."},U:{shortName:"U",value:1,name:"Unavailable",jsonSchemaName:"UNAVAILABLE",description:"There is either no solution available or it is impossible to apply."}},a.RL={name:"Remediation Level",shortName:"RL",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:[o.RL_VALUES.X,o.RL_VALUES.O,o.RL_VALUES.T,o.RL_VALUES.W,o.RL_VALUES.U]},a.RC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:.92,name:"Unknown",description:"Report confidence is unknown."},R:{shortName:"R",value:.96,name:"Reasonable",jsonSchemaName:"REASONABLE",description:"Reasonable confidence exists, or the reported vulnerability is in a component not typically used by a target or not having a large installed base."},C:{shortName:"C",value:1,name:"Confirmed",jsonSchemaName:"CONFIRMED",description:"Confirmed confidence exists, or the exploit is functional in the environment where the vulnerability exists."}},a.RC={name:"Report Confidence",shortName:"RC",description:"This metric describes the level of confidence in the existence of the vulnerability and the credibility of the known technical details.",values:[o.RC_VALUES.X,o.RC_VALUES.U,o.RC_VALUES.R,o.RC_VALUES.C]},a.TEMPORAL_CATEGORY_VALUES=[o.E,o.RL,o.RC],a.ENVIRONMENTAL_CATEGORY={name:"environmental",description:"This metric reflects the characteristics of a vulnerability that are relevant and unique to a particular user's environment. This metric can greatly improve the accuracy of a score."},a.MAV_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"Network",abbreviatedName:"Netw.",jsonSchemaName:"NETWORK",description:"The vulnerable component is bound to the network stack and the set of possible attackers extends beyond the other options listed below, up to and including the entire Internet."},A:{shortName:"A",value:.62,name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT_NETWORK",description:"The vulnerable component is bound to the network stack, but the attack is limited at the protocol level to a logically adjacent topology."},L:{shortName:"L",value:.55,name:"Local",jsonSchemaName:"LOCAL",description:"The vulnerable component is not bound to the network stack and the attacker's path is via read/write/execute capabilities."},P:{shortName:"P",value:.2,name:"Physical",abbreviatedName:"Phys.",jsonSchemaName:"PHYSICAL",description:"The attack requires the attacker to physically touch or manipulate the vulnerable component."}},a.MAV={name:"Modified Attack Vector",shortName:"MAV",subCategory:"Exploitability Metrics",description:"This metric reflects the context by which vulnerability exploitation is possible. The more remote an attacker can be to attack a host, the greater the vulnerability score.",baseMetricEquivalent:o.AV,values:[o.MAV_VALUES.X,o.MAV_VALUES.N,o.MAV_VALUES.A,o.MAV_VALUES.L,o.MAV_VALUES.P]},a.MAC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.77,name:"Low",jsonSchemaName:"LOW",description:"Specialized access conditions or extenuating circumstances do not exist. An attacker can expect repeatable success when attacking the vulnerable component."},H:{shortName:"H",value:.44,name:"High",jsonSchemaName:"HIGH",description:"A successful attack depends on conditions beyond the attacker's control. That is, a successful attack cannot be accomplished at will, but requires the attacker to invest in some measurable amount of effort in preparation or execution against the vulnerable component before a successful attack can be expected."}},a.MAC={name:"Modified Attack Complexity",shortName:"MAC",subCategory:"Exploitability Metrics",description:"This metric describes the conditions beyond the attacker's control that must exist in order to exploit the vulnerability.",baseMetricEquivalent:o.AC,values:[o.MAC_VALUES.X,o.MAC_VALUES.L,o.MAC_VALUES.H]},a.MPR_VALUES={X:{shortName:"X",value:1,changedValue:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,changedValue:.85,name:"None",jsonSchemaName:"NONE",description:"The attacker is unauthorized prior to attack, and therefore does not require any access to settings or files of the vulnerable system to carry out an attack."},L:{shortName:"L",value:.62,changedValue:.68,name:"Low",jsonSchemaName:"LOW",description:"The attacker requires privileges that provide basic user capabilities that could normally affect only settings and files owned by a user. Alternatively, an attacker with Low privileges has the ability to access only non-sensitive resources."},H:{shortName:"H",value:.27,changedValue:.5,name:"High",jsonSchemaName:"HIGH",description:"The attacker requires privileges that provide significant (e.g., administrative) control over the vulnerable component allowing access to component-wide settings and files."}},a.MPR={name:"Modified Privileges Required",shortName:"MPR",subCategory:"Exploitability Metrics",description:"This metric describes the level of privileges an attacker must possess before successfully exploiting the vulnerability.",baseMetricEquivalent:o.PR,values:[o.MPR_VALUES.X,o.MPR_VALUES.N,o.MPR_VALUES.L,o.MPR_VALUES.H]},a.MUI_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"None",jsonSchemaName:"NONE",description:"The vulnerable system can be exploited without interaction from any user."},R:{shortName:"R",value:.62,name:"Required",jsonSchemaName:"REQUIRED",description:"Successful exploitation of this vulnerability requires a user to take some action before the vulnerability can be exploited. For example, a successful exploit may only be possible during the installation of an application by a system administrator."}},a.MUI={name:"Modified User Interaction",shortName:"MUI",subCategory:"Exploitability Metrics",description:"This metric captures the requirement for a user, other than the attacker, to participate in the successful compromise of the vulnerable component.",baseMetricEquivalent:o.UI,values:[o.MUI_VALUES.X,o.MUI_VALUES.N,o.MUI_VALUES.R]},a.MS_VALUES={X:{shortName:"X",value:!1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:!1,name:"Unchanged",abbreviatedName:"Unchang.",jsonSchemaName:"UNCHANGED",description:"An exploited vulnerability can only affect resources managed by the same authority."},C:{shortName:"C",value:!0,name:"Changed",jsonSchemaName:"CHANGED",description:"An exploited vulnerability can affect resources beyond the authorization privileges intended by the vulnerable system's design."}},a.MS={name:"Modified Scope",shortName:"MS",subCategory:"Exploitability Metrics",description:"Can an exploit of the vulnerability be accomplished remotely?",baseMetricEquivalent:o.S,values:[o.MS_VALUES.X,o.MS_VALUES.U,o.MS_VALUES.C]},a.MC={name:"Confidentiality Impact",shortName:"MC",subCategory:"Modified Impact",description:"This metric measures the impact to the confidentiality of the information resources managed by a software component due to a successfully exploited vulnerability.",baseMetricEquivalent:o.C,values:o.CONFIDENTIALITY_IMPACT},a.MI={name:"Integrity Impact",shortName:"MI",subCategory:"Modified Impact",description:"This metric measures the impact to integrity of a successfully exploited vulnerability.",baseMetricEquivalent:o.I,values:o.INTEGRITY_IMPACT},a.MA={name:"Availability Impact",shortName:"MA",subCategory:"Modified Impact",description:"This metric measures the impact to the availability of the impacted component resulting from a successfully exploited vulnerability.",baseMetricEquivalent:o.A,values:o.AVAILABILITY_IMPACT},a.CR={name:"Confidentiality Requirement",shortName:"CR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.CONFIDENTIALITY_REQUIREMENT},a.IR={name:"Integrity Requirement",shortName:"IR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.INTEGRITY_REQUIREMENT},a.AR={name:"Availability Requirement",shortName:"AR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.AVAILABILITY_REQUIREMENT},a.ENVIRONMENTAL_CATEGORY_VALUES=[o.CR,o.IR,o.AR,o.MAV,o.MAC,o.MPR,o.MUI,o.MS,o.MC,o.MI,o.MA],a.REGISTERED_COMPONENTS=new Map,o.REGISTERED_COMPONENTS.set(o.BASE_CATEGORY,o.BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS.set(o.TEMPORAL_CATEGORY,o.TEMPORAL_CATEGORY_VALUES),o.REGISTERED_COMPONENTS.set(o.ENVIRONMENTAL_CATEGORY,o.ENVIRONMENTAL_CATEGORY_VALUES),a.ATTRIBUTE_SEVERITY_ORDER=[[o.S_VALUES.U,o.MS_VALUES.U],[o.CONFIDENTIALITY_IMPACT_VALUES.N,o.INTEGRITY_IMPACT_VALUES.N,o.AVAILABILITY_IMPACT_VALUES.N],[o.AV_VALUES.P,o.MAV_VALUES.P],[o.CONFIDENTIALITY_IMPACT_VALUES.L,o.INTEGRITY_IMPACT_VALUES.L,o.AVAILABILITY_IMPACT_VALUES.L],[o.PR_VALUES.H,o.MPR_VALUES.H],[o.AC_VALUES.H,o.MAC_VALUES.H],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.L,o.INTEGRITY_REQUIREMENT_VALUES.L,o.AVAILABILITY_REQUIREMENT_VALUES.L],[o.AV_VALUES.L,o.MAV_VALUES.L],[o.CONFIDENTIALITY_IMPACT_VALUES.H,o.INTEGRITY_IMPACT_VALUES.H,o.AVAILABILITY_IMPACT_VALUES.H],[o.AV_VALUES.A,o.MAV_VALUES.A],[o.UI_VALUES.R,o.MUI_VALUES.R],[o.PR_VALUES.L,o.MPR_VALUES.L],[o.AC_VALUES.L,o.MAC_VALUES.L],[o.AV_VALUES.N,o.MAV_VALUES.N],[o.PR_VALUES.N,o.MPR_VALUES.N],[o.UI_VALUES.N,o.MUI_VALUES.N],[o.E_VALUES.U],[o.E_VALUES.P],[o.E_VALUES.F],[o.E_VALUES.H],[o.E_VALUES.X],[o.RC_VALUES.U],[o.RL_VALUES.O],[o.RL_VALUES.T],[o.RC_VALUES.R],[o.RL_VALUES.W],[o.AV_VALUES.X,o.MAV_VALUES.X],[o.AC_VALUES.X,o.MAC_VALUES.X],[o.PR_VALUES.X,o.MPR_VALUES.X],[o.UI_VALUES.X,o.MUI_VALUES.X],[o.S_VALUES.C,o.MS_VALUES.C],[o.S_VALUES.X,o.MS_VALUES.X],[o.CONFIDENTIALITY_IMPACT_VALUES.X],[o.INTEGRITY_IMPACT_VALUES.X],[o.AVAILABILITY_IMPACT_VALUES.X],[o.RL_VALUES.U],[o.RL_VALUES.X],[o.RC_VALUES.C],[o.RC_VALUES.X],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.M,o.INTEGRITY_REQUIREMENT_VALUES.M,o.AVAILABILITY_REQUIREMENT_VALUES.M],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.X,o.INTEGRITY_REQUIREMENT_VALUES.X,o.AVAILABILITY_REQUIREMENT_VALUES.X],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.H,o.INTEGRITY_REQUIREMENT_VALUES.H,o.AVAILABILITY_REQUIREMENT_VALUES.H]]},371:(e,t,o)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss3P1=void 0;const a=o(154),i=o(951);class s extends a.CvssVector{constructor(e){super(e)}getRegisteredComponents(){return i.Cvss3P1Components.REGISTERED_COMPONENTS}getVectorPrefix(){return"CVSS:3.1/"}getVectorName(){return"CVSS:3.1"}fillAverageVector(){this.applyVector("AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L")}fillRandomBaseVector(){this.fillRandomComponentsForCategory(i.Cvss3P1Components.BASE_CATEGORY)}fillRandomTemporalVector(){this.fillRandomComponentsForCategory(i.Cvss3P1Components.TEMPORAL_CATEGORY)}fillRandomEnvironmentalVector(){this.fillRandomComponentsForCategory(i.Cvss3P1Components.ENVIRONMENTAL_CATEGORY)}fillRandomComponentsForCategory(e){const t=i.Cvss3P1Components.REGISTERED_COMPONENTS.get(e);if(t)for(let e=0;e<t.length;e++){const o=t[e],a=super.pickRandomDefinedComponentValue(o);if(!a)return console.warn("Failed to pick random vector component for",o),void this.fillAverageVector();this.applyComponent(o,a)}else console.warn("Failed to pick random vector components for",e)}calculateScoresInternal(e=!1){const t=this.isBaseFullyDefined(),o=this.isAnyTemporalDefined(),a=this.isAnyEnvironmentalDefined();return{normalized:e,base:t?super.round(this.calculateExactBaseScore(),1):void 0,impact:t?super.normalizeScore(super.round(this.calculateImpactScore(),1),e?6:10):void 0,exploitability:t?super.normalizeScore(super.round(this.calculateExactExploitabilityScore(),1),e?3.9:10):void 0,temporal:t&&o?super.round(this.calculateExactTemporalScore(),1):void 0,environmental:t&&a?super.round(this.calculateExactEnvironmentalScore(),1):void 0,modifiedImpact:t&&a?super.normalizeScore(super.round(Math.max(0,this.calculateExactAdjustedImpactScore()),1),e?6.1:10):void 0,overall:super.round(this.calculateExactOverallScore(),1),vector:this.toString()}}calculateExactBaseScore(){if(!this.isBaseFullyDefined())return 0;let e=this.calculateExactImpactScore();if(e<=0)return 0;let t=this.calculateExactExploitabilityScore();return this.getComponent(i.Cvss3P1Components.S).value?super.roundUp(Math.min(s.SCOPE_COEFFICIENT*(e+t),10)):super.roundUp(Math.min(e+t,10))}calculateImpactScore(){const e=this.calculateExactImpactScore();return e<=0?0:e}calculateExactImpactScore(){let e=this.calculateExactISSScore();return this.getComponent(i.Cvss3P1Components.S).value?s.SCOPE_CHANGED_FACTOR*(e-.029)-3.25*Math.pow(e-.02,15):s.SCOPE_UNCHANGED_FACTOR*e}calculateExactISSScore(){return 1-(1-this.getComponent(i.Cvss3P1Components.C).value)*(1-this.getComponent(i.Cvss3P1Components.I).value)*(1-this.getComponent(i.Cvss3P1Components.A).value)}calculateExactMISSScore(){let e,t,o,a,s,n,r=this.getComponent(i.Cvss3P1Components.MC),c=this.getComponent(i.Cvss3P1Components.MI),l=this.getComponent(i.Cvss3P1Components.MA),m=this.getComponent(i.Cvss3P1Components.C),h=this.getComponent(i.Cvss3P1Components.I),E=this.getComponent(i.Cvss3P1Components.A),u=this.getComponent(i.Cvss3P1Components.CR),d=this.getComponent(i.Cvss3P1Components.IR),p=this.getComponent(i.Cvss3P1Components.AR);return e=r===i.Cvss3P1Components.MC.values[0]?m.value:r.value,t=c===i.Cvss3P1Components.MI.values[0]?h.value:c.value,o=l===i.Cvss3P1Components.MA.values[0]?E.value:l.value,i.Cvss3P1Components.CR.values[0],a=u.value,i.Cvss3P1Components.IR.values[0],s=d.value,i.Cvss3P1Components.AR.values[0],n=p.value,Math.min(1-(1-a*e)*(1-s*t)*(1-n*o),.915)}calculateExactExploitabilityScore(){const e=this.getComponent(i.Cvss3P1Components.AV).value,t=this.getComponent(i.Cvss3P1Components.AC).value,o=this.getComponent(i.Cvss3P1Components.UI).value;let a;return a=this.getComponent(i.Cvss3P1Components.S).value?this.getComponent(i.Cvss3P1Components.PR).changedValue:this.getComponent(i.Cvss3P1Components.PR).value,s.EXPLOITABILITY_COEFFICIENT*e*t*a*o}calculateExactTemporalScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyTemporalDefined())return 0;let e=this.getComponent(i.Cvss3P1Components.E).value,t=this.getComponent(i.Cvss3P1Components.RL).value,o=this.getComponent(i.Cvss3P1Components.RC).value,a=this.calculateExactBaseScore();return super.roundUp(a*e*t*o)}calculateExactEnvironmentalScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyEnvironmentalDefined())return 0;let e=this.calculateExactAdjustedImpactScore();if(e<=0)return 0;let t=this.calculateAdjustedExploitability(),o=this.getComponent(i.Cvss3P1Components.E).value,a=this.getComponent(i.Cvss3P1Components.RL).value,n=this.getComponent(i.Cvss3P1Components.RC).value;if(this.isModifiedScope()){let i=super.roundUp(Math.min(e+t,10));return super.roundUp(i*o*a*n)}{let i=super.roundUp(Math.min(s.SCOPE_COEFFICIENT*(e+t),10));return super.roundUp(i*o*a*n)}}calculateExactAdjustedImpactScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyEnvironmentalDefined())return 0;let e=this.calculateExactMISSScore();return this.isModifiedScope()?s.SCOPE_UNCHANGED_FACTOR*e:s.SCOPE_CHANGED_FACTOR*(e-.029)-3.25*Math.pow(.9731*e-.02,13)}calculateAdjustedExploitability(){let e,t=this.getFirstDefinedComponent([i.Cvss3P1Components.MAV,i.Cvss3P1Components.AV]).value,o=this.getFirstDefinedComponent([i.Cvss3P1Components.MAC,i.Cvss3P1Components.AC]).value,a=this.getFirstDefinedComponent([i.Cvss3P1Components.MUI,i.Cvss3P1Components.UI]).value,n=this.getFirstDefinedComponent([i.Cvss3P1Components.MPR,i.Cvss3P1Components.PR]);return e=this.isModifiedScope()?n.value:n.changedValue,s.EXPLOITABILITY_COEFFICIENT*t*o*e*a}isModifiedScope(){let e=this.getComponent(i.Cvss3P1Components.S),t=this.getComponent(i.Cvss3P1Components.MS);return t===i.Cvss3P1Components.MS.values[0]?!e.value:!t.value}calculateExactOverallScore(){return this.isAnyEnvironmentalDefined()?this.calculateExactEnvironmentalScore():this.isAnyTemporalDefined()?this.calculateExactTemporalScore():this.calculateExactBaseScore()}isBaseFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P1Components.BASE_CATEGORY)}isTemporalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P1Components.TEMPORAL_CATEGORY)}isEnvironmentalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P1Components.ENVIRONMENTAL_CATEGORY)}isAnyBaseDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P1Components.BASE_CATEGORY)}isAnyTemporalDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P1Components.TEMPORAL_CATEGORY)}isAnyEnvironmentalDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P1Components.ENVIRONMENTAL_CATEGORY)}getJsonSchemaSeverity(e){return 0===e||isNaN(e)?"NONE":e<=3.9?"LOW":e<=6.9?"MEDIUM":e<=8.9?"HIGH":"CRITICAL"}createJsonSchema(){const e=this.calculateScores();return{version:"3.1",vectorString:this.toString(),baseScore:e.base,temporalScore:e.temporal,environmentalScore:e.environmental,baseSeverity:this.getJsonSchemaSeverity(e.base),temporalSeverity:e.temporal?this.getJsonSchemaSeverity(e.temporal):void 0,environmentalSeverity:e.environmental?this.getJsonSchemaSeverity(e.environmental):void 0,attackVector:this.getComponent(i.Cvss3P1Components.AV).jsonSchemaName,attackComplexity:this.getComponent(i.Cvss3P1Components.AC).jsonSchemaName,privilegesRequired:this.getComponent(i.Cvss3P1Components.PR).jsonSchemaName,userInteraction:this.getComponent(i.Cvss3P1Components.UI).jsonSchemaName,scope:this.getComponent(i.Cvss3P1Components.S).jsonSchemaName,confidentialityImpact:this.getComponent(i.Cvss3P1Components.C).jsonSchemaName,integrityImpact:this.getComponent(i.Cvss3P1Components.I).jsonSchemaName,availabilityImpact:this.getComponent(i.Cvss3P1Components.A).jsonSchemaName,exploitCodeMaturity:this.getComponent(i.Cvss3P1Components.E).jsonSchemaName,remediationLevel:this.getComponent(i.Cvss3P1Components.RL).jsonSchemaName,reportConfidence:this.getComponent(i.Cvss3P1Components.RC).jsonSchemaName,confidentialityRequirement:this.getComponent(i.Cvss3P1Components.CR).jsonSchemaName,integrityRequirement:this.getComponent(i.Cvss3P1Components.IR).jsonSchemaName,availabilityRequirement:this.getComponent(i.Cvss3P1Components.AR).jsonSchemaName,modifiedAttackVector:this.getComponent(i.Cvss3P1Components.MAV).jsonSchemaName,modifiedAttackComplexity:this.getComponent(i.Cvss3P1Components.MAC).jsonSchemaName,modifiedPrivilegesRequired:this.getComponent(i.Cvss3P1Components.MPR).jsonSchemaName,modifiedUserInteraction:this.getComponent(i.Cvss3P1Components.MUI).jsonSchemaName,modifiedScope:this.getComponent(i.Cvss3P1Components.MS).jsonSchemaName,modifiedConfidentialityImpact:this.getComponent(i.Cvss3P1Components.MC).jsonSchemaName,modifiedIntegrityImpact:this.getComponent(i.Cvss3P1Components.MI).jsonSchemaName,modifiedAvailabilityImpact:this.getComponent(i.Cvss3P1Components.MA).jsonSchemaName}}}t.Cvss3P1=s,s.SCOPE_CHANGED_FACTOR=7.52,s.SCOPE_UNCHANGED_FACTOR=6.42,s.EXPLOITABILITY_COEFFICIENT=8.22,s.SCOPE_COEFFICIENT=1.08},475:(e,t,o)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss2=void 0;const a=o(154),i=o(479);class s extends a.CvssVector{constructor(e){super(e)}getRegisteredComponents(){return i.Cvss2Components.REGISTERED_COMPONENTS}getVectorPrefix(){return""}getVectorName(){return"CVSS:2.0"}fillAverageVector(){this.applyVector("AV:A/AC:M/Au:N/C:P/I:P/A:P")}fillRandomBaseVector(){const e=i.Cvss2Components.BASE_CATEGORY_VALUES;for(let t=0;t<e.length;t++){const o=e[t],a=super.pickRandomDefinedComponentValue(o);if(!a)return console.warn("Failed to pick random vector component for",o),void this.fillAverageVector();this.applyComponent(o,a)}}calculateScoresInternal(e=!1){const t=this.isBaseFullyDefined(),o=this.isAnyTemporalDefined(),a=this.isAnyEnvironmentalDefined();return{normalized:e,base:t?super.round(this.calculateExactBaseScore(),1):void 0,impact:t?super.round(this.calculateExactImpactScore(),1):void 0,exploitability:t?super.round(this.calculateExactExploitabilityScore(),1):void 0,temporal:t&&o?super.round(this.calculateExactTemporalScore(),1):void 0,environmental:t&&a?super.round(this.calculateExactEnvironmentalScore(),1):void 0,modifiedImpact:t&&a?super.round(this.calculateExactAdjustedImpactScore(),1):void 0,overall:super.round(this.calculateExactOverallScore(),1),vector:this.toString()}}calculateExactBaseScore(){if(!this.isBaseFullyDefined())return 0;let e=this.calculateExactImpactScore();return(.6*e+.4*this.calculateExactExploitabilityScore()-1.5)*this.f(e)}calculateExactImpactScore(){return this.isBaseFullyDefined()?10.41*(1-(1-this.getComponent(i.Cvss2Components.C).value)*(1-this.getComponent(i.Cvss2Components.I).value)*(1-this.getComponent(i.Cvss2Components.A).value)):0}calculateExactExploitabilityScore(){return this.isBaseFullyDefined()?20*this.getComponent(i.Cvss2Components.AC).value*this.getComponent(i.Cvss2Components.Au).value*this.getComponent(i.Cvss2Components.AV).value:0}calculateExactTemporalScore(){return this.isAnyTemporalDefined()?super.round(this.calculateExactBaseScore(),1)*this.getComponent(i.Cvss2Components.E).value*this.getComponent(i.Cvss2Components.RL).value*this.getComponent(i.Cvss2Components.RC).value:0}calculateExactAdjustedBaseScore(){let e=this.calculateExactAdjustedImpactScore(),t=this.calculateExactExploitabilityScore();return t=this.round(t,1),(.6*e+.4*t-1.5)*this.f(e)}calculateExactAdjustedTemporalScore(){return this.calculateExactAdjustedBaseScore()*this.getComponent(i.Cvss2Components.E).value*this.getComponent(i.Cvss2Components.RL).value*this.getComponent(i.Cvss2Components.RC).value}calculateExactEnvironmentalScore(){if(!this.isAnyEnvironmentalDefined())return 0;let e=this.calculateExactAdjustedTemporalScore();return(e+(10-e)*this.getComponent(i.Cvss2Components.CDP).value)*this.getComponent(i.Cvss2Components.TD).value}calculateExactAdjustedImpactScore(){if(!this.isAnyEnvironmentalDefined())return 0;let e=this.getComponent(i.Cvss2Components.C).value,t=this.getComponent(i.Cvss2Components.I).value,o=this.getComponent(i.Cvss2Components.A).value,a=this.getComponent(i.Cvss2Components.CR).value,s=this.getComponent(i.Cvss2Components.IR).value,n=this.getComponent(i.Cvss2Components.AR).value;return Math.min(10,10.41*(1-(1-e*a)*(1-t*s)*(1-o*n)))}calculateExactOverallScore(){return this.isAnyEnvironmentalDefined()?this.calculateExactEnvironmentalScore():this.isAnyTemporalDefined()?this.calculateExactTemporalScore():this.calculateExactBaseScore()}isBaseFullyDefined(){return super.isCategoryFullyDefined(i.Cvss2Components.BASE_CATEGORY)}isTemporalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss2Components.TEMPORAL_CATEGORY)}isEnvironmentalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss2Components.ENVIRONMENTAL_CATEGORY)}isAnyBaseDefined(){return super.isCategoryPartiallyDefined(i.Cvss2Components.BASE_CATEGORY)}isAnyTemporalDefined(){return super.isCategoryPartiallyDefined(i.Cvss2Components.TEMPORAL_CATEGORY)}isAnyEnvironmentalDefined(){return super.isCategoryPartiallyDefined(i.Cvss2Components.ENVIRONMENTAL_CATEGORY)}f(e){return 0===e?0:1.176}createJsonSchema(){const e=this.calculateScores();return{version:"2.0",vectorString:this.toString(),baseScore:e.base,temporalScore:e.temporal,environmentalScore:e.environmental,accessVector:this.getComponent(i.Cvss2Components.AV).jsonSchemaName,accessComplexity:this.getComponent(i.Cvss2Components.AC).jsonSchemaName,authentication:this.getComponent(i.Cvss2Components.Au).jsonSchemaName,confidentialityImpact:this.getComponent(i.Cvss2Components.C).jsonSchemaName,integrityImpact:this.getComponent(i.Cvss2Components.I).jsonSchemaName,availabilityImpact:this.getComponent(i.Cvss2Components.A).jsonSchemaName,exploitability:this.getComponent(i.Cvss2Components.E).jsonSchemaName,remediationLevel:this.getComponent(i.Cvss2Components.RL).jsonSchemaName,reportConfidence:this.getComponent(i.Cvss2Components.RC).jsonSchemaName,collateralDamagePotential:this.getComponent(i.Cvss2Components.CDP).jsonSchemaName,targetDistribution:this.getComponent(i.Cvss2Components.TD).jsonSchemaName,confidentialityRequirement:this.getComponent(i.Cvss2Components.CR).jsonSchemaName,integrityRequirement:this.getComponent(i.Cvss2Components.IR).jsonSchemaName,availabilityRequirement:this.getComponent(i.Cvss2Components.AR).jsonSchemaName}}}t.Cvss2=s},479:(e,t,o)=>{var a;Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss2Components=void 0;const i=o(154);class s{}t.Cvss2Components=s,a=s,s.BASE_CATEGORY={name:"base",description:"Represents the intrinsic and fundamental characteristics of a vulnerability that are constant over time and user environments."},s.AV_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},L:{shortName:"L",value:.395,name:"Local",jsonSchemaName:"LOCAL",description:"A vulnerability exploitable with only local access requires the attacker to have either physical access to the vulnerable system or a local (shell) account. Examples of locally exploitable vulnerabilities are peripheral attacks such as Firewire/USB DMA attacks, and local privilege escalations (e.g., sudo)."},A:{shortName:"A",value:.646,name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT_NETWORK",description:"A vulnerability exploitable with adjacent network access requires the attacker to have access to either the broadcast or collision domain of the vulnerable software.  Examples of local networks include local IP subnet, Bluetooth, IEEE 802.11, and local Ethernet segment."},N:{shortName:"N",value:1,name:"Network",jsonSchemaName:"NETWORK",description:'A vulnerability exploitable with network access means the vulnerable software is bound to the network stack and the attacker does not require local network access or local access. Such a vulnerability is often termed "remotely exploitable". An example of a network attack is an RPC buffer overflow.'}},s.AV={name:"Access Vector",shortName:"AV",subCategory:"Exploitability Metrics",description:"This metric reflects how the vulnerability is exploited. The more remote an attacker can be to attack a host, the greater the vulnerability score.",values:[a.AV_VALUES.ND,a.AV_VALUES.L,a.AV_VALUES.A,a.AV_VALUES.N]},s.AC_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},H:{shortName:"H",value:.35,name:"High",jsonSchemaName:"HIGH",description:"Specialized access conditions exist. For example, an attacker can only exploit the vulnerability under very specialized conditions."},M:{shortName:"M",value:.61,name:"Medium",jsonSchemaName:"MEDIUM",description:"The access conditions are somewhat specialized. For example, the attacker can only exploit the vulnerability under certain conditions."},L:{shortName:"L",value:.71,name:"Low",jsonSchemaName:"LOW",description:"Specialized access conditions or extenuating circumstances do not exist. For example, an attacker can exploit the vulnerability under most conditions."}},s.AC={name:"Access Complexity",shortName:"AC",subCategory:"Exploitability Metrics",description:'This metric measures the complexity of the attack required to exploit the vulnerability once an attacker has gained access to the target system. For example, consider a buffer overflow in an Internet service: If the vulnerability is exploitable only once a user has been authenticated by the service, the vulnerability is only "Medium" complexity. If, however, the vulnerability can be exploited anonymously, it is "Low" complexity.',values:[a.AC_VALUES.ND,a.AC_VALUES.H,a.AC_VALUES.M,a.AC_VALUES.L]},s.Au_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},M:{shortName:"M",value:.45,name:"Multiple",jsonSchemaName:"MULTIPLE",description:"Exploiting the vulnerability requires that the attacker authenticate two or more times, even if the same credentials are used each time. An example is an attacker authenticating to an operating system in addition to providing credentials to access an application hosted on that system."},S:{shortName:"S",value:.56,name:"Single",jsonSchemaName:"SINGLE",description:"The vulnerability requires an attacker to be logged into the system (such as at a command line or via a desktop session or web interface)."},N:{shortName:"N",value:.704,name:"None",jsonSchemaName:"NONE",description:"Authentication is not required to exploit the vulnerability."}},s.Au={name:"Authentication",shortName:"Au",subCategory:"Exploitability Metrics",description:'This metric measures the number of times an attacker must authenticate to a target in order to exploit a vulnerability. "Multiple" means that the attacker must authenticate two or more times, "Single" means that the attacker must authenticate once, and "None" means that the attacker need not authenticate at all to exploit the vulnerability.',values:[a.Au_VALUES.ND,a.Au_VALUES.M,a.Au_VALUES.S,a.Au_VALUES.N]},s.C_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no impact to the confidentiality of the system."},P:{shortName:"P",value:.275,name:"Partial",jsonSchemaName:"PARTIAL",description:"There is considerable informational disclosure. Access to some system files is possible, but the attacker does not have control over what is obtained, or the scope of the loss is constrained. An example is a vulnerability that divulges only certain tables in a database."},C:{shortName:"C",value:.66,name:"Complete",jsonSchemaName:"COMPLETE",description:"There is total information disclosure, resulting in all system files being revealed. The attacker is able to read all of the system's data (memory, files, etc.)"}},s.C={name:"Confidentiality Impact",shortName:"C",subCategory:"Impact Metrics",description:"This metric measures the impact to the confidentiality of the information resources managed by a software component due to a successfully exploited vulnerability. Confidentiality refers to limiting information access and disclosure to only authorized users, as well as preventing access by, or disclosure to, unauthorized ones.",values:[a.C_VALUES.ND,a.C_VALUES.N,a.C_VALUES.P,a.C_VALUES.C]},s.I_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no impact to the integrity of the system."},P:{shortName:"P",value:.275,name:"Partial",jsonSchemaName:"PARTIAL",description:"Modification of some system files or information is possible, but the attacker does not have control over what can be modified, or the scope of what the attacker can affect is limited. For example, system or application files may be overwritten or modified, but either the attacker has no control over which files are affected or the attacker can modify files within only a limited context or scope."},C:{shortName:"C",value:.66,name:"Complete",jsonSchemaName:"COMPLETE",description:"There is a total compromise of system integrity. There is a complete loss of system protection, resulting in the entire system being compromised. The attacker is able to modify any files on the target system."}},s.I={name:"Integrity Impact",shortName:"I",subCategory:"Impact Metrics",description:"This metric measures the impact to integrity of a successfully exploited vulnerability. Integrity refers to the trustworthiness and guaranteed veracity of information.",values:[a.I_VALUES.ND,a.I_VALUES.N,a.I_VALUES.P,a.I_VALUES.C]},s.A_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will result in no score being calculated."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no impact to availability within the impacted component."},P:{shortName:"P",value:.275,name:"Partial",jsonSchemaName:"PARTIAL",description:"There is reduced performance or interruptions in resource availability. An example is a network-based flood attack that permits a limited number of successful connections to an Internet service."},C:{shortName:"C",value:.66,name:"Complete",jsonSchemaName:"COMPLETE",description:"There is a total shutdown of the affected resource. The attacker can render the resource completely unavailable."}},s.A={name:"Availability Impact",shortName:"A",subCategory:"Impact Metrics",description:"This metric measures the impact to the availability of the impacted component resulting from a successfully exploited vulnerability. While the Confidentiality and Integrity impact metrics apply to the loss of confidentiality or integrity of data (e.g., information, files) used by the impacted component, this metric refers to the loss of availability of the impacted component itself, such as a networked service (e.g., web, database, email). Since availability refers to the accessibility of information resources, attacks that consume network bandwidth, processor cycles, or disk space all impact the availability of an impacted component. This metric considers only the availability of the impacted component itself.",values:[a.A_VALUES.ND,a.A_VALUES.N,a.A_VALUES.P,a.A_VALUES.C]},s.BASE_CATEGORY_VALUES=[a.AV,a.AC,a.Au,a.C,a.I,a.A],s.TEMPORAL_CATEGORY={name:"temporal",description:"The threat posed by a vulnerability may change over time. Three such factors that CVSS captures are: confirmation of the technical details of a vulnerability, the remediation status of the vulnerability, and the availability of exploit code or techniques. Since temporal metrics are optional they each include a metric value that has no effect on the score."},s.E_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},U:{shortName:"U",value:.85,name:"Unproven",jsonSchemaName:"UNPROVEN",description:"No exploit code is available, or an exploit is entirely theoretical."},POC:{shortName:"POC",value:.9,name:"Proof-of-concept",abbreviatedName:"Proof-of-conc.",jsonSchemaName:"PROOF_OF_CONCEPT",description:"Proof-of-concept exploit code or an attack demonstration that is not practical for most systems is available. The code or technique is not functional in all situations and may require substantial modification by a skilled attacker."},F:{shortName:"F",value:.95,name:"Functional",jsonSchemaName:"FUNCTIONAL",description:"Functional exploit code is available. The code works in most situations where the vulnerability exists."},H:{shortName:"H",value:1,name:"High",jsonSchemaName:"HIGH",description:"Either the vulnerability is exploitable by functional mobile autonomous code, or no exploit is required (manual trigger) and details are widely available. The code works in every situation, or is actively being delivered via a mobile autonomous agent (such as a worm or virus)."}},s.E={name:"Exploitability",shortName:"E",description:'This metric measures the current state of exploit techniques or code availability. "Unproven that exploit exists" is the lowest impact and "Proof-of-concept code" is the highest impact.',values:[a.E_VALUES.ND,a.E_VALUES.U,a.E_VALUES.POC,a.E_VALUES.F,a.E_VALUES.H]},s.RL_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},OF:{shortName:"OF",value:.87,name:"Official Fix",abbreviatedName:"Off. Fix",jsonSchemaName:"OFFICIAL_FIX",description:"A complete vendor solution is available. Either the vendor has issued an official patch, or an upgrade is available."},TF:{shortName:"TF",value:.9,name:"Temporary Fix",abbreviatedName:"Temp. Fix",jsonSchemaName:"TEMPORARY_FIX",description:"There is an official but temporary fix available. This includes instances where the vendor issues a temporary hotfix, tool, or workaround."},W:{shortName:"W",value:.95,name:"Workaround",jsonSchemaName:"WORKAROUND",description:"There is an unofficial, non-vendor solution available. In some cases, users of the affected technology will create a patch of their own or provide steps to work around or otherwise mitigate the vulnerability."},U:{shortName:"U",value:1,name:"Unavailable",jsonSchemaName:"UNAVAILABLE",description:"There is either no solution available or it is impossible to apply."}},s.RL={name:"Remediation Level",shortName:"RL",description:'This metric measures the remediation level of a vulnerability. "Official fix" is the lowest impact and "Unavailable" is the highest impact.',values:[a.RL_VALUES.ND,a.RL_VALUES.OF,a.RL_VALUES.TF,a.RL_VALUES.W,a.RL_VALUES.U]},s.RC_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},UC:{shortName:"UC",value:.9,name:"Unconfirmed",jsonSchemaName:"UNCONFIRMED",description:"There is little confidence in the existence of this vulnerability. The report is unconfirmed, or the source is not known."},UR:{shortName:"UR",value:.95,name:"Uncorroborated",jsonSchemaName:"UNCORROBORATED",description:"There is reasonable confidence in the existence of this vulnerability, but the technical details are not known publicly. The report is unconfirmed."},C:{shortName:"C",value:1,name:"Confirmed",jsonSchemaName:"CONFIRMED",description:"The existence of this vulnerability is confirmed, but the details are not known publicly. An exploit has been observed, or proof-of-concept exploit code is available. The bugtraq ID or CVE ID has been made public."}},s.RC={name:"Report Confidence",shortName:"RC",description:'This metric measures the degree of confidence in the existence of the vulnerability and the credibility of the known technical details. "Unconfirmed" is the lowest confidence and "Confirmed" is the highest.',values:[a.RC_VALUES.ND,a.RC_VALUES.UC,a.RC_VALUES.UR,a.RC_VALUES.C]},s.TEMPORAL_CATEGORY_VALUES=[a.E,a.RL,a.RC],s.ENVIRONMENTAL_CATEGORY={name:"environmental",description:"Different environments can have an immense bearing on the risk that a vulnerability poses to an organization and its stakeholders. The CVSS environmental metric group captures the characteristics of a vulnerability that are associated with a user's IT environment. Since environmental metrics are optional they each include a metric value that has no effect on the score."},s.CDP_VALUES={ND:{shortName:"ND",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no potential for loss of life, physical assets, productivity or revenue."},L:{shortName:"L",value:.1,name:"Low",jsonSchemaName:"LOW",description:"A successful exploit of this vulnerability may result in slight physical or property damage. Or, there may be a slight loss of revenue or productivity to the organization."},LM:{shortName:"LM",value:.3,name:"Low-Medium",abbreviatedName:"Low-Med.",jsonSchemaName:"LOW_MEDIUM",description:"A successful exploit of this vulnerability may result in moderate physical or property damage. Or, there may be a moderate loss of revenue or productivity to the organization."},MH:{shortName:"MH",value:.4,name:"Medium-High",abbreviatedName:"Med.-High",jsonSchemaName:"MEDIUM_HIGH",description:"A successful exploit of this vulnerability may result in significant physical or property damage or loss. Or, there may be a significant loss of revenue or productivity."},H:{shortName:"H",value:.5,name:"High",jsonSchemaName:"HIGH",description:"A successful exploit of this vulnerability may result in catastrophic physical or property damage and loss. Or, there may be a catastrophic loss of revenue or productivity."}},s.CDP={name:"Collateral Damage Potential",shortName:"CDP",subCategory:"General Modifiers",description:'This metric measures the potential for loss of life or physical assets resulting from a vulnerability. "None" is the lowest impact and "High" is the highest impact.',values:[a.CDP_VALUES.ND,a.CDP_VALUES.N,a.CDP_VALUES.L,a.CDP_VALUES.LM,a.CDP_VALUES.MH,a.CDP_VALUES.H]},s.TD_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no (0%) target distribution."},L:{shortName:"L",value:.25,name:"Low",jsonSchemaName:"LOW",description:"There is a small (< 25%) target distribution."},M:{shortName:"M",value:.75,name:"Medium",jsonSchemaName:"MEDIUM",description:"There is a medium (26-75%) target distribution."},H:{shortName:"H",value:1,name:"High",description:"There is a high (> 75%) target distribution."}},s.TD={name:"Target Distribution",shortName:"TD",subCategory:"General Modifiers",description:'This metric measures the proportion of vulnerable systems that could be affected by an attack. It is meant to represent the proportion of vulnerable systems that an attacker can expect to target. "None" is the lowest impact and "High" is the highest impact.',values:[a.TD_VALUES.ND,a.TD_VALUES.N,a.TD_VALUES.L,a.TD_VALUES.M,a.TD_VALUES.H]},s.CR_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of confidentiality is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of confidentiality is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.51,name:"High",jsonSchemaName:"HIGH",description:"Loss of confidentiality is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},s.CR={name:"Confidentiality Requirement",shortName:"CR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:'This metric measures the need for confidentiality of the vulnerable component to the user. For example, an attacker that exploits a vulnerability that exists on a network boundary and requires no privileges has a low need for the confidentiality of the vulnerable component. Conversely, an attacker that exploits a vulnerability that exists on the same system as the vulnerable component and requires Privileged access to the system in order to exploit it has a high need for confidentiality. "Not Defined" is the lowest impact and "High" is the highest impact.',values:[a.CR_VALUES.ND,a.CR_VALUES.L,a.CR_VALUES.M,a.CR_VALUES.H]},s.IR_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of integrity is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of integrity is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.51,name:"High",jsonSchemaName:"HIGH",description:"Loss of integrity is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},s.IR={name:"Integrity Requirement",shortName:"IR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:'This metric measures the need for integrity of the vulnerable component to a user. For example, an attacker that exploits a vulnerability that exists on a network boundary and requires no privileges has a low need for the integrity of the vulnerable component. Conversely, an attacker that exploits a vulnerability that exists on the same system as the vulnerable component and requires Privileged access to the system in order to exploit it has a high need for integrity. "Not Defined" is the lowest impact and "High" is the highest impact.',values:[a.IR_VALUES.ND,a.IR_VALUES.L,a.IR_VALUES.M,a.IR_VALUES.H]},s.AR_VALUES={ND:{shortName:"ND",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value to the metric will not influence the score. It is a signal to the equation to skip this metric."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of availability is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of availability is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.51,name:"High",jsonSchemaName:"HIGH",description:"Loss of availability is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},s.AR={name:"Availability Requirement",shortName:"AR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:'This metric measures the need for availability of the vulnerable component to a user. For example, an attacker that exploits a vulnerability that exists on a network boundary and requires no privileges has a low need for the availability of the vulnerable component. Conversely, an attacker that exploits a vulnerability that exists on the same system as the vulnerable component and requires Privileged access to the system in order to exploit it has a high need for availability. "Not Defined" is the lowest impact and "High" is the highest impact.',values:[a.AR_VALUES.ND,a.AR_VALUES.L,a.AR_VALUES.M,a.AR_VALUES.H]},s.ENVIRONMENTAL_CATEGORY_VALUES=[a.CDP,a.TD,a.CR,a.IR,a.AR],s.REGISTERED_COMPONENTS=new Map,a.REGISTERED_COMPONENTS.set(a.BASE_CATEGORY,a.BASE_CATEGORY_VALUES),a.REGISTERED_COMPONENTS.set(a.TEMPORAL_CATEGORY,a.TEMPORAL_CATEGORY_VALUES),a.REGISTERED_COMPONENTS.set(a.ENVIRONMENTAL_CATEGORY,a.ENVIRONMENTAL_CATEGORY_VALUES),s.ATTRIBUTE_SEVERITY_ORDER=i.CvssVector._reorderAttributeSeverityOrder([a.AC_VALUES.ND,a.AV_VALUES.ND,a.Au_VALUES.ND,a.C_VALUES.ND,a.I_VALUES.ND,a.A_VALUES.ND,a.C_VALUES.N,a.I_VALUES.N,a.A_VALUES.N,a.CDP_VALUES.N,a.CDP_VALUES.ND,a.TD_VALUES.N,a.CDP_VALUES.L,a.TD_VALUES.L,a.C_VALUES.P,a.I_VALUES.P,a.A_VALUES.P,a.CDP_VALUES.LM,a.AC_VALUES.H,a.AV_VALUES.L,a.CDP_VALUES.MH,a.Au_VALUES.M,a.CDP_VALUES.H,a.Au_VALUES.S,a.AC_VALUES.M,a.AV_VALUES.A,a.C_VALUES.C,a.I_VALUES.C,a.A_VALUES.C,a.Au_VALUES.N,a.AC_VALUES.L,a.TD_VALUES.M,a.E_VALUES.U,a.RL_VALUES.OF,a.E_VALUES.POC,a.RL_VALUES.TF,a.RL_VALUES.W,a.RC_VALUES.UC,a.AV_VALUES.N,a.E_VALUES.F,a.E_VALUES.H,a.E_VALUES.ND,a.RL_VALUES.U,a.RL_VALUES.ND,a.RC_VALUES.UR,a.RC_VALUES.C,a.RC_VALUES.ND,a.TD_VALUES.H,a.TD_VALUES.ND,a.CR_VALUES.L,a.CR_VALUES.M,a.IR_VALUES.L,a.IR_VALUES.M,a.AR_VALUES.L,a.AR_VALUES.M,a.CR_VALUES.ND,a.IR_VALUES.ND,a.AR_VALUES.ND,a.CR_VALUES.H,a.IR_VALUES.H,a.AR_VALUES.H])},564:(e,t,o)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.applyVectorPartsIfMetricsHigher=t.applyVectorPartsIfMetricsLower=t.fromVector=void 0;const a=o(475),i=o(623),s=o(371),n=o(987),r=o(479),c=o(331),l=o(951),m=o(759),h={"CVSS:2.0":a.Cvss2,"2.0":a.Cvss2,"CVSS:3.0":i.Cvss3P0,"3.0":i.Cvss3P0,"CVSS:3.1":s.Cvss3P1,3.1:s.Cvss3P1,"CVSS:4.0":n.Cvss4P0,"4.0":n.Cvss4P0};function E(e,t,o){if(!t)return 0;const a=e.normalizeVector(t);if(0===a.length)return 0;const i=a.split("/");let s=0;for(const t of i){if(!t)continue;const a=t.split(":",2);if(2===a.length){const t=a[0],i=a[1],n=e.getComponentByStringOpt(t),r=t.startsWith("M"),c=r?t.replace("M",""):t,l=e.getComponentByStringOpt(c),m=r?t:`M${t}`,h=e.getComponentByStringOpt(m),E=(null==n?void 0:n.shortName)||"X",u=e.applyComponentStringSilent(t,i),d=e.getComponentByStringOpt(t);u&&o(n,l,h,d,r)?s++:e.applyComponentStringSilent(t,E)}else console.warn("Unknown vector argument:",t)}return s}function u(e,t,o,a,i){const s=null!=o&&"NOT_DEFINED"!==o.name&&"NULL"!==o.name&&"X"!==o.shortName;return{oldSeverity:d(e,i&&s?o:t),newSeverity:d(e,a)}}function d(e,t){if(!t)return-1;let o=[];if(e instanceof a.Cvss2?o=r.Cvss2Components.ATTRIBUTE_SEVERITY_ORDER:e instanceof i.Cvss3P0?o=c.Cvss3P0Components.ATTRIBUTE_SEVERITY_ORDER:e instanceof s.Cvss3P1?o=l.Cvss3P1Components.ATTRIBUTE_SEVERITY_ORDER:e instanceof n.Cvss4P0&&(o=m.Cvss4P0Components.ATTRIBUTE_SEVERITY_ORDER),0===o.length)return console.warn("Unknown",e.getVectorName(),"severity order list for attribute type:",t),-1;for(let e=0;e<o.length;e++)if(o[e].includes(t))return e;return console.warn("Unknown",e.getVectorName(),"attribute type:",t),-1}t.fromVector=function(e,t=void 0){if(t){const o=h[t];if(o)return new o(e)}const o=h[e];if(o)return new o;for(let t in h){const o=h[t];if(e.startsWith(t))try{return new o(e)}catch(e){}}for(let t in h){const o=h[t];try{return new o(e)}catch(e){}}return null},t.applyVectorPartsIfMetricsLower=function(e,t){return t?E(e,t,((t,o,a,i,s)=>{const n=u(e,o,a,i,s);return n.newSeverity<=n.oldSeverity})):0},t.applyVectorPartsIfMetricsHigher=function(e,t){return t?E(e,t,((t,o,a,i,s)=>{const n=u(e,o,a,i,s);return n.newSeverity>=n.oldSeverity})):0}},623:(e,t,o)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss3P0=void 0;const a=o(154),i=o(331);class s extends a.CvssVector{constructor(e){super(e)}getRegisteredComponents(){return i.Cvss3P0Components.REGISTERED_COMPONENTS}getVectorPrefix(){return"CVSS:3.0/"}getVectorName(){return"CVSS:3.0"}fillAverageVector(){this.applyVector("AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:L")}fillRandomBaseVector(){this.fillRandomComponentsForCategory(i.Cvss3P0Components.BASE_CATEGORY)}fillRandomTemporalVector(){this.fillRandomComponentsForCategory(i.Cvss3P0Components.TEMPORAL_CATEGORY)}fillRandomEnvironmentalVector(){this.fillRandomComponentsForCategory(i.Cvss3P0Components.ENVIRONMENTAL_CATEGORY)}fillRandomComponentsForCategory(e){const t=i.Cvss3P0Components.REGISTERED_COMPONENTS.get(e);if(t)for(let e=0;e<t.length;e++){const o=t[e],a=super.pickRandomDefinedComponentValue(o);if(!a)return console.warn("Failed to pick random vector component for",o),void this.fillAverageVector();this.applyComponent(o,a)}else console.warn("Failed to pick random vector components for",e)}calculateScoresInternal(e=!1){const t=this.isBaseFullyDefined(),o=this.isAnyTemporalDefined(),a=this.isAnyEnvironmentalDefined();return{normalized:e,base:t?super.round(this.calculateExactBaseScore(),1):void 0,impact:t?super.normalizeScore(super.round(this.calculateImpactScore(),1),e?6:10):void 0,exploitability:t?super.normalizeScore(super.round(this.calculateExactExploitabilityScore(),1),e?3.9:10):void 0,temporal:t&&o?super.round(this.calculateExactTemporalScore(),1):void 0,environmental:t&&a?super.round(this.calculateExactEnvironmentalScore(),1):void 0,modifiedImpact:t&&a?super.normalizeScore(super.round(Math.max(0,this.calculateExactAdjustedImpactScore()),1),e?6.1:10):void 0,overall:super.round(this.calculateExactOverallScore(),1),vector:this.toString()}}calculateExactBaseScore(){if(!this.isBaseFullyDefined())return 0;let e=this.calculateExactImpactScore();if(e<=0)return 0;let t=this.calculateExactExploitabilityScore();return this.getComponent(i.Cvss3P0Components.S).value?this.roundUp1(Math.min(s.SCOPE_COEFFICIENT*(e+t),10)):this.roundUp1(Math.min(e+t,10))}calculateImpactScore(){const e=this.calculateExactImpactScore();return e<=0?0:e}calculateExactImpactScore(){let e=this.calculateExactISSScore();return this.getComponent(i.Cvss3P0Components.S).value?s.SCOPE_CHANGED_FACTOR*(e-.029)-3.25*Math.pow(e-.02,15):s.SCOPE_UNCHANGED_FACTOR*e}calculateExactISSScore(){return 1-(1-this.getComponent(i.Cvss3P0Components.C).value)*(1-this.getComponent(i.Cvss3P0Components.I).value)*(1-this.getComponent(i.Cvss3P0Components.A).value)}calculateExactMISSScore(){let e,t,o,a,s,n,r=this.getComponent(i.Cvss3P0Components.MC),c=this.getComponent(i.Cvss3P0Components.MI),l=this.getComponent(i.Cvss3P0Components.MA),m=this.getComponent(i.Cvss3P0Components.C),h=this.getComponent(i.Cvss3P0Components.I),E=this.getComponent(i.Cvss3P0Components.A),u=this.getComponent(i.Cvss3P0Components.CR),d=this.getComponent(i.Cvss3P0Components.IR),p=this.getComponent(i.Cvss3P0Components.AR);return e=r===i.Cvss3P0Components.MC.values[0]?m.value:r.value,t=c===i.Cvss3P0Components.MI.values[0]?h.value:c.value,o=l===i.Cvss3P0Components.MA.values[0]?E.value:l.value,i.Cvss3P0Components.CR.values[0],a=u.value,i.Cvss3P0Components.IR.values[0],s=d.value,i.Cvss3P0Components.AR.values[0],n=p.value,Math.min(1-(1-a*e)*(1-s*t)*(1-n*o),.915)}calculateExactExploitabilityScore(){const e=this.getComponent(i.Cvss3P0Components.AV).value,t=this.getComponent(i.Cvss3P0Components.AC).value,o=this.getComponent(i.Cvss3P0Components.UI).value;let a;return a=this.getComponent(i.Cvss3P0Components.S).value?this.getComponent(i.Cvss3P0Components.PR).changedValue:this.getComponent(i.Cvss3P0Components.PR).value,s.EXPLOITABILITY_COEFFICIENT*e*t*a*o}calculateExactTemporalScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyTemporalDefined())return 0;let e=this.getComponent(i.Cvss3P0Components.E).value,t=this.getComponent(i.Cvss3P0Components.RL).value,o=this.getComponent(i.Cvss3P0Components.RC).value,a=this.calculateExactBaseScore();return this.roundUp1(a*e*t*o)}calculateExactEnvironmentalScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyEnvironmentalDefined())return 0;let e=this.calculateExactAdjustedImpactScore();if(e<=0)return 0;let t=this.calculateAdjustedExploitability(),o=this.getComponent(i.Cvss3P0Components.E).value,a=this.getComponent(i.Cvss3P0Components.RL).value,n=this.getComponent(i.Cvss3P0Components.RC).value;if(this.isModifiedScope()){let i=this.roundUp1(Math.min(e+t,10));return this.roundUp1(i*o*a*n)}{let i=this.roundUp1(Math.min(s.SCOPE_COEFFICIENT*(e+t),10));return this.roundUp1(i*o*a*n)}}calculateExactAdjustedImpactScore(){if(!this.isBaseFullyDefined())return 0;if(!this.isAnyEnvironmentalDefined())return 0;let e=this.calculateExactMISSScore();return this.isModifiedScope()?s.SCOPE_UNCHANGED_FACTOR*e:s.SCOPE_CHANGED_FACTOR*(e-.029)-3.25*Math.pow(e-.02,15)}calculateAdjustedExploitability(){let e,t=this.getFirstDefinedComponent([i.Cvss3P0Components.MAV,i.Cvss3P0Components.AV]).value,o=this.getFirstDefinedComponent([i.Cvss3P0Components.MAC,i.Cvss3P0Components.AC]).value,a=this.getFirstDefinedComponent([i.Cvss3P0Components.MUI,i.Cvss3P0Components.UI]).value,n=this.getFirstDefinedComponent([i.Cvss3P0Components.MPR,i.Cvss3P0Components.PR]);return e=this.isModifiedScope()?n.value:n.changedValue,s.EXPLOITABILITY_COEFFICIENT*t*o*e*a}isModifiedScope(){let e=this.getComponent(i.Cvss3P0Components.S),t=this.getComponent(i.Cvss3P0Components.MS);return t===i.Cvss3P0Components.MS.values[0]?!e.value:!t.value}calculateExactOverallScore(){return this.isAnyEnvironmentalDefined()?this.calculateExactEnvironmentalScore():this.isAnyTemporalDefined()?this.calculateExactTemporalScore():this.calculateExactBaseScore()}isBaseFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P0Components.BASE_CATEGORY)}isTemporalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P0Components.TEMPORAL_CATEGORY)}isEnvironmentalFullyDefined(){return super.isCategoryFullyDefined(i.Cvss3P0Components.ENVIRONMENTAL_CATEGORY)}isAnyBaseDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P0Components.BASE_CATEGORY)}isAnyTemporalDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P0Components.TEMPORAL_CATEGORY)}isAnyEnvironmentalDefined(){return super.isCategoryPartiallyDefined(i.Cvss3P0Components.ENVIRONMENTAL_CATEGORY)}roundUp1(e){return Math.ceil(10*e)/10}getJsonSchemaSeverity(e){return 0===e||isNaN(e)?"NONE":e<=3.9?"LOW":e<=6.9?"MEDIUM":e<=8.9?"HIGH":"CRITICAL"}createJsonSchema(){const e=this.calculateScores();return{version:"3.0",vectorString:this.toString(),baseScore:e.base,temporalScore:e.temporal,environmentalScore:e.environmental,baseSeverity:this.getJsonSchemaSeverity(e.base),temporalSeverity:e.temporal?this.getJsonSchemaSeverity(e.temporal):void 0,environmentalSeverity:e.environmental?this.getJsonSchemaSeverity(e.environmental):void 0,attackVector:this.getComponent(i.Cvss3P0Components.AV).jsonSchemaName,attackComplexity:this.getComponent(i.Cvss3P0Components.AC).jsonSchemaName,privilegesRequired:this.getComponent(i.Cvss3P0Components.PR).jsonSchemaName,userInteraction:this.getComponent(i.Cvss3P0Components.UI).jsonSchemaName,scope:this.getComponent(i.Cvss3P0Components.S).jsonSchemaName,confidentialityImpact:this.getComponent(i.Cvss3P0Components.C).jsonSchemaName,integrityImpact:this.getComponent(i.Cvss3P0Components.I).jsonSchemaName,availabilityImpact:this.getComponent(i.Cvss3P0Components.A).jsonSchemaName,exploitCodeMaturity:this.getComponent(i.Cvss3P0Components.E).jsonSchemaName,remediationLevel:this.getComponent(i.Cvss3P0Components.RL).jsonSchemaName,reportConfidence:this.getComponent(i.Cvss3P0Components.RC).jsonSchemaName,confidentialityRequirement:this.getComponent(i.Cvss3P0Components.CR).jsonSchemaName,integrityRequirement:this.getComponent(i.Cvss3P0Components.IR).jsonSchemaName,availabilityRequirement:this.getComponent(i.Cvss3P0Components.AR).jsonSchemaName,modifiedAttackVector:this.getComponent(i.Cvss3P0Components.MAV).jsonSchemaName,modifiedAttackComplexity:this.getComponent(i.Cvss3P0Components.MAC).jsonSchemaName,modifiedPrivilegesRequired:this.getComponent(i.Cvss3P0Components.MPR).jsonSchemaName,modifiedUserInteraction:this.getComponent(i.Cvss3P0Components.MUI).jsonSchemaName,modifiedScope:this.getComponent(i.Cvss3P0Components.MS).jsonSchemaName,modifiedConfidentialityImpact:this.getComponent(i.Cvss3P0Components.MC).jsonSchemaName,modifiedIntegrityImpact:this.getComponent(i.Cvss3P0Components.MI).jsonSchemaName,modifiedAvailabilityImpact:this.getComponent(i.Cvss3P0Components.MA).jsonSchemaName}}}t.Cvss3P0=s,s.SCOPE_CHANGED_FACTOR=7.52,s.SCOPE_UNCHANGED_FACTOR=6.42,s.EXPLOITABILITY_COEFFICIENT=8.22,s.SCOPE_COEFFICIENT=1.08},730:(e,t)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.EQ=void 0;class o{constructor(e,t,o,a){this.highestSeverityVectors=[],this.level=e,this.vectorDepth=t,this.highestSeverityVectorsUnparsed=o,this.predicate=a}getLevel(){return this.level}getLevelAsInt(){return parseInt(this.level)}getVectorDepth(){return this.vectorDepth}getHighestSeverityVectors(){return 0===this.highestSeverityVectors.length&&(this.highestSeverityVectors=this.highestSeverityVectorsUnparsed.map((e=>o.createCvssInstance(e)))),this.highestSeverityVectors}getHighestSeverityVectorsUnparsed(){return this.highestSeverityVectorsUnparsed}matchesConstraints(e){return this.predicate(e)}}t.EQ=o},759:(e,t)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss4P0Components=void 0;class o{}t.Cvss4P0Components=o,o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of confidentiality, resulting in all information within the Vulnerable System being divulged to the attacker. Alternatively, access to only some restricted information is obtained, but the disclosed information presents a direct, serious impact."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"There is some loss of confidentiality. Access to some restricted information is obtained, but the attacker does not have control over what information is obtained, or the amount or kind of loss is limited. The information disclosure does not cause a direct, serious loss to the Vulnerable System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no loss of confidentiality within the Vulnerable System."}},o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE=[o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.X,o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H,o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.L,o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.N],o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of integrity, or a complete loss of protection. For example, the attacker is able to modify any/all files protected by the Vulnerable System. Alternatively, only some files can be modified, but malicious modification would present a direct, serious consequence to the Vulnerable System."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Modification of data is possible, but the attacker does not have control over the consequence of a modification, or the amount of modification is limited. The data modification does not have a direct, serious impact to the Vulnerable System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no loss of integrity within the Vulnerable System."}},o.VULNERABLE_SYSTEM_INTEGRITY_BASE=[o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.X,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.H,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.L,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.N],o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of availability, resulting in the attacker being able to fully deny access to resources in the Vulnerable System; this loss is either sustained (while the attacker continues to deliver the attack) or persistent (the condition persists even after the attack has completed). Alternatively, the attacker has the ability to deny some availability, but the loss of availability presents a direct, serious consequence to the Vulnerable System (e.g., the attacker cannot disrupt existing connections, but can prevent new connections; the attacker can repeatedly exploit a vulnerability that, in each instance of a successful attack, leaks a only small amount of memory, but after repeated exploitation causes a service to become completely unavailable)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Performance is reduced or there are interruptions in resource availability. Even if repeated exploitation of the vulnerability is possible, the attacker does not have the ability to completely deny service to legitimate users. The resources in the Vulnerable System are either partially available all of the time, or fully available only some of the time, but overall there is no direct, serious consequence to the Vulnerable System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no impact to availability within the Vulnerable System."}},o.VULNERABLE_SYSTEM_AVAILABILITY_BASE=[o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.X,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.H,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.L,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.N],o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},S:{shortName:"S",name:"Safety",jsonSchemaName:"SAFETY",description:"! NOT A VALID VALUE FOR Safety (S), REQUIRED FOR CALCULATION OF SCORE !",hide:!0},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of confidentiality, resulting in all resources within the Subsequent System being divulged to the attacker. Alternatively, access to only some restricted information is obtained, but the disclosed information presents a direct, serious impact."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"There is some loss of confidentiality. Access to some restricted information is obtained, but the attacker does not have control over what information is obtained, or the amount or kind of loss is limited. The information disclosure does not cause a direct, serious loss to the Subsequent System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no loss of confidentiality within the Subsequent System or all confidentiality impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE=[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.X,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.S,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.L,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.N],o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},S:{shortName:"S",name:"Safety",jsonSchemaName:"SAFETY",description:"! NOT A VALID VALUE FOR Safety (S), REQUIRED FOR CALCULATION OF SCORE !",hide:!0},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of integrity, or a complete loss of protection. For example, the attacker is able to modify any/all files protected by the Subsequent System. Alternatively, only some files can be modified, but malicious modification would present a direct, serious consequence to the Subsequent System."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Modification of data is possible, but the attacker does not have control over the consequence of a modification, or the amount of modification is limited. The data modification does not have a direct, serious impact to the Subsequent System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no loss of integrity within the Subsequent System or all integrity impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE=[o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.X,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.S,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.H,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.L,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.N],o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},S:{shortName:"S",name:"Safety",jsonSchemaName:"SAFETY",description:"! NOT A VALID VALUE FOR Safety (S), REQUIRED FOR CALCULATION OF SCORE !",hide:!0},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of availability, resulting in the attacker being able to fully deny access to resources in the Subsequent System; this loss is either sustained (while the attacker continues to deliver the attack) or persistent (the condition persists even after the attack has completed). Alternatively, the attacker has the ability to deny some availability, but the loss of availability presents a direct, serious consequence to the Subsequent System (e.g., the attacker cannot disrupt existing connections, but can prevent new connections; the attacker can repeatedly exploit a vulnerability that, in each instance of a successful attack, leaks a only small amount of memory, but after repeated exploitation causes a service to become completely unavailable)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Performance is reduced or there are interruptions in resource availability. Even if repeated exploitation of the vulnerability is possible, the attacker does not have the ability to completely deny service to legitimate users. The resources in the Subsequent System are either partially available all of the time, or fully available only some of the time, but overall there is no direct, serious consequence to the Subsequent System."},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"There is no impact to availability within the Subsequent System or all availability impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE=[o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.X,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.S,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.H,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.L,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.N],o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of confidentiality, resulting in all resources within the Subsequent System being divulged to the attacker. Alternatively, access to only some restricted information is obtained, but the disclosed information presents a direct, serious impact."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"There is some loss of confidentiality. Access to some restricted information is obtained, but the attacker does not have control over what information is obtained, or the amount or kind of loss is limited. The information disclosure does not cause a direct, serious loss to the Subsequent System."},N:{shortName:"N",name:"Negligible",abbreviatedName:"Negl.",jsonSchemaName:"NEGLIGIBLE",description:"There is no loss of confidentiality within the Subsequent System or all confidentiality impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED=[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.N],o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},S:{shortName:"S",name:"Safety",jsonSchemaName:"SAFETY",description:'The exploited vulnerability will result in integrity impacts that could cause serious injury or worse (categories of "Marginal" or worse as described in IEC 61508) to a human actor or participant.'},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of integrity, or a complete loss of protection. For example, the attacker is able to modify any/all files protected by the Subsequent System. Alternatively, only some files can be modified, but malicious modification would present a direct, serious consequence to the Subsequent System."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Modification of data is possible, but the attacker does not have control over the consequence of a modification, or the amount of modification is limited. The data modification does not have a direct, serious impact to the Subsequent System."},N:{shortName:"N",name:"Negligible",abbreviatedName:"Negl.",jsonSchemaName:"NEGLIGIBLE",description:"There is no loss of integrity within the Subsequent System or all integrity impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED=[o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.S,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.N],o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},S:{shortName:"S",name:"Safety",jsonSchemaName:"SAFETY",description:'The exploited vulnerability will result in availability impacts that could cause serious injury or worse (categories of "Marginal" or worse as described in IEC 61508) to a human actor or participant.'},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of availability, resulting in the attacker being able to fully deny access to resources in the Subsequent System; this loss is either sustained (while the attacker continues to deliver the attack) or persistent (the condition persists even after the attack has completed). Alternatively, the attacker has the ability to deny some availability, but the loss of availability presents a direct, serious consequence to the Subsequent System (e.g., the attacker cannot disrupt existing connections, but can prevent new connections; the attacker can repeatedly exploit a vulnerability that, in each instance of a successful attack, leaks a only small amount of memory, but after repeated exploitation causes a service to become completely unavailable)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Performance is reduced or there are interruptions in resource availability. Even if repeated exploitation of the vulnerability is possible, the attacker does not have the ability to completely deny service to legitimate users. The resources in the Subsequent System are either partially available all of the time, or fully available only some of the time, but overall there is no direct, serious consequence to the Subsequent System."},N:{shortName:"N",name:"Negligible",abbreviatedName:"Negl.",jsonSchemaName:"NEGLIGIBLE",description:"There is no impact to availability within the Subsequent System or all availability impact is constrained to the Vulnerable System."}},o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED=[o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.S,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.N],o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"Loss of Confidentiality is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Confidentiality is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Loss of Confidentiality is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},o.REQUIREMENT_CONFIDENTIALITY_MODIFIED=[o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.X,o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.H,o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.M,o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.L],o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"Loss of Integrity is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Integrity is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Loss of Integrity is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},o.REQUIREMENT_INTEGRITY_MODIFIED=[o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.X,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.H,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.M,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.L],o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"Loss of Availability is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Availability is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"Loss of Availability is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},o.REQUIREMENT_AVAILABILITY_MODIFIED=[o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.X,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.H,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.M,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.L],o.AV_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Not Defined"},N:{shortName:"N",name:"Network",jsonSchemaName:"NETWORK",description:"The vulnerable system is bound to the network stack and the set of possible attackers extends beyond the other options listed below, up to and including the entire Internet. Such a vulnerability is often termed “remotely exploitable” and can be thought of as an attack being exploitable at the protocol level one or more network hops away (e.g., across one or more routers). An example of a network attack is an attacker causing a denial of service (DoS) by sending a specially crafted TCP packet across a wide area network."},A:{shortName:"A",name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT",description:"The vulnerable system is bound to a protocol stack, but the attack is limited at the protocol level to a logically adjacent topology. This can mean an attack must be launched from the same shared proximity (e.g., Bluetooth, NFC, or IEEE 802.11) or logical network (e.g., local IP subnet), or from within a secure or otherwise limited administrative domain (e.g., MPLS, secure VPN within an administrative network zone). One example of an Adjacent attack would be an ARP (IPv4) or neighbor discovery (IPv6) flood leading to a denial of service on the local LAN segment."},L:{shortName:"L",name:"Local",jsonSchemaName:"LOCAL",description:"The vulnerable system is not bound to the network stack and the attacker’s path is via read/write/execute capabilities. Either: the attacker exploits the vulnerability by accessing the target system locally (e.g., keyboard, console), or through terminal emulation (e.g., SSH); or the attacker relies on User Interaction by another person to perform actions required to exploit the vulnerability (e.g., using social engineering techniques to trick a legitimate user into opening a malicious document)."},P:{shortName:"P",name:"Physical",abbreviatedName:"Phys.",jsonSchemaName:"PHYSICAL",description:"The attack requires the attacker to physically touch or manipulate the vulnerable system. Physical interaction may be brief (e.g., evil maid attack) or persistent. An example of such an attack is a cold boot attack in which an attacker gains access to disk encryption keys after physically accessing the target system. Other examples include peripheral attacks via FireWire/USB Direct Memory Access (DMA)."}},o.AV={name:"Attack Vector",shortName:"AV",subCategory:"Exploitability Metrics",description:"This metric reflects the context by which vulnerability exploitation is possible.",values:[o.AV_VALUES.X,o.AV_VALUES.N,o.AV_VALUES.A,o.AV_VALUES.L,o.AV_VALUES.P],worseCaseValue:o.AV_VALUES.N},o.AC_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Not Defined"},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"The attacker must take no measurable action to exploit the vulnerability. The attack requires no target-specific circumvention to exploit the vulnerability. An attacker can expect repeatable success against the vulnerable system."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"successful attack depends on the evasion or circumvention of security-enhancing techniques in place that would otherwise hinder the attack. The attacker must have additional methods available to bypass security measures in place."}},o.AC={name:"Attack Complexity",shortName:"AC",subCategory:"Exploitability Metrics",description:"This metric captures measurable actions that the attacker must take to evade or circumvent built-in security-enhancing conditions in order to obtain a working exploit.",values:[o.AC_VALUES.X,o.AC_VALUES.L,o.AC_VALUES.H],worseCaseValue:o.AC_VALUES.L},o.AT_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Not Defined"},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"The successful attack does not depend on the deployment and execution conditions of the vulnerable system. The attacker can expect to be able to reach the vulnerability and execute the exploit under all or most instances of the vulnerability."},P:{shortName:"P",name:"Present",jsonSchemaName:"PRESENT",description:"The successful attack depends on the presence of specific deployment and execution conditions of the vulnerable system that enable the attack. The successfulness of the attack is conditioned on execution conditions that are not under full control of the attacker. The attack may need to be launched multiple times against a single target before being successful. Network injection. The attacker must inject themselves into the logical network path between the target and the resource requested by the victim (e.g. vulnerabilities requiring an on-path attacker)."}},o.AT={name:"Attack Requirements",shortName:"AT",subCategory:"Exploitability Metrics",description:"This metric captures the prerequisite deployment and execution conditions or variables of the vulnerable system that enable the attack.",values:[o.AT_VALUES.X,o.AT_VALUES.N,o.AT_VALUES.P],worseCaseValue:o.AT_VALUES.N},o.PR_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Not Defined"},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"The attacker is unauthenticated prior to attack, and therefore does not require any access to settings or files of the vulnerable system to carry out an attack."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"The attacker requires privileges that provide basic capabilities that are typically limited to settings and resources owned by a single low-privileged user. Alternatively, an attacker with Low privileges has the ability to access only non-sensitive resources."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"The attacker requires privileges that provide significant (e.g., administrative) control over the vulnerable system allowing full access to the vulnerable system’s settings and files."}},o.PR={name:"Privileges Required",shortName:"PR",subCategory:"Exploitability Metrics",description:"This metric describes the level of privileges an attacker must possess prior to successfully exploiting the vulnerability.",values:[o.PR_VALUES.X,o.PR_VALUES.N,o.PR_VALUES.L,o.PR_VALUES.H],worseCaseValue:o.PR_VALUES.N},o.UI_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Not Defined"},N:{shortName:"N",name:"None",jsonSchemaName:"NONE",description:"The vulnerable system can be exploited without interaction from any human user, other than the attacker. Examples include: a remote attacker is able to send packets to a target system a locally authenticated attacker executes code to elevate privileges"},P:{shortName:"P",name:"Passive",jsonSchemaName:"PASSIVE",description:"Successful exploitation of this vulnerability requires limited interaction by the targeted user with the vulnerable system and the attacker’s payload. These interactions would be considered involuntary and do not require that the user actively subvert protections built into the vulnerable system."},A:{shortName:"A",name:"Active",jsonSchemaName:"ACTIVE",description:"Successful exploitation of this vulnerability requires a targeted user to perform specific, conscious interactions with the vulnerable system and the attacker’s payload, or the user’s interactions would actively subvert protection mechanisms which would lead to exploitation of the vulnerability."}},o.UI={name:"User Interaction",shortName:"UI",subCategory:"Exploitability Metrics",description:"This metric captures the requirement for a human user, other than the attacker, to participate in the successful compromise of the vulnerable system.",values:[o.UI_VALUES.X,o.UI_VALUES.N,o.UI_VALUES.P,o.UI_VALUES.A],worseCaseValue:o.UI_VALUES.N},o.VC={name:"Confidentiality",shortName:"VC",subCategory:"Vulnerable System Impact",description:"This metric measures the impact to the confidentiality of the information managed by the Vulnerable System due to a successfully exploited vulnerability.",values:o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H},o.VI={name:"Integrity",shortName:"VI",subCategory:"Vulnerable System Impact",description:"This metric measures the impact to the integrity of the Vulnerable System due to a successfully exploited vulnerability.",values:o.VULNERABLE_SYSTEM_INTEGRITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.H},o.VA={name:"Availability",shortName:"VA",subCategory:"Vulnerable System Impact",description:"This metric measures the impact to the availability of the Vulnerable System due to a successfully exploited vulnerability.",values:o.VULNERABLE_SYSTEM_AVAILABILITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.H},o.SC={name:"Confidentiality",shortName:"SC",subCategory:"Subsequent System Impact",description:"This metric measures the impact to the confidentiality of information managed by a system other than the Vulnerable System as a consequence of a successfully exploited vulnerability.",values:o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE,worseCaseValue:o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H},o.SI={name:"Integrity",shortName:"SI",subCategory:"Subsequent System Impact",description:"This metric measures the impact to the integrity of a system other than the Vulnerable System as a consequence of a successfully exploited vulnerability.",values:o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE,worseCaseValue:o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.H},o.SA={name:"Availability",shortName:"SA",subCategory:"Subsequent System Impact",description:"This metric measures the impact to the availability of a system other than the Vulnerable System as a consequence of a successfully exploited vulnerability.",values:o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE,worseCaseValue:o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.H},o.S_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},N:{shortName:"N",name:"Negligible",abbreviatedName:"Negl.",jsonSchemaName:"NEGLIGIBLE",description:'Consequences of the vulnerability meet definition of IEC 61508 consequence categories of "marginal," "critical," or "catastrophic."'},P:{shortName:"P",name:"Present",jsonSchemaName:"PRESENT",description:'Consequences of the vulnerability meet definition of IEC 61508 consequence category "negligible."'}},o.S={name:"Safety",shortName:"S",description:"This supplemental metric captures Safety impacts of a vulnerability when the affected system has an intended use or fitness of purpose aligned to safety.",values:[o.S_VALUES.X,o.S_VALUES.N,o.S_VALUES.P],worseCaseValue:o.S_VALUES.P},o.AU_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},N:{shortName:"N",name:"No",jsonSchemaName:"NO",description:"Attackers cannot reliably automate all 4 steps of the kill chain for this vulnerability for some reason. These steps are reconnaissance, weaponization, delivery, and exploitation."},Y:{shortName:"Y",name:"Yes",jsonSchemaName:"YES",description:"Attackers can reliably automate all 4 steps of the kill chain. These steps are reconnaissance, weaponization, delivery, and exploitation (e.g., the vulnerability is “wormable”)."}},o.AU={name:"Automatable",shortName:"AU",description:"This supplemental metric captures whether an attacker can reliably automate exploitation of this vulnerability across multiple targets, based on the first four steps of the kill chain (reconnaissance, weaponization, delivery, and exploitation).",values:[o.AU_VALUES.X,o.AU_VALUES.N,o.AU_VALUES.Y],worseCaseValue:o.AU_VALUES.Y},o.R_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},A:{shortName:"A",name:"Automatic",abbreviatedName:"Automat.",jsonSchemaName:"AUTOMATIC",description:"The system recovers services automatically after an attack has been performed."},U:{shortName:"U",name:"User",jsonSchemaName:"USER",description:"The system requires manual intervention by the user to recover services, after an attack has been performed."},I:{shortName:"I",name:"Irrecoverable",abbreviatedName:"Irrecov.",jsonSchemaName:"IRRECOVERABLE",description:"The system services are irrecoverable by the user, after an attack has been performed."}},o.R={name:"Recovery",shortName:"R",description:"This supplemental metric describes the resilience of a system to recover services, in terms of performance and availability, after an attack has been performed.",values:[o.R_VALUES.X,o.R_VALUES.A,o.R_VALUES.U,o.R_VALUES.I],worseCaseValue:o.R_VALUES.I},o.V_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},D:{shortName:"D",name:"Diffuse",jsonSchemaName:"DIFFUSE",description:"The vulnerable system has limited resources. That is, the resources that the attacker will gain control over with a single exploitation event are relatively small. An example of Diffuse (think: limited) Value Density would be an attack on a single email client vulnerability."},C:{shortName:"C",name:"Concentrated",abbreviatedName:"Concentr.",jsonSchemaName:"CONCENTRATED",description:"The vulnerable system is rich in resources. Heuristically, such systems are often the direct responsibility of “system operators” rather than users. An example of Concentrated (think: broad) Value Density would be an attack on a central email server."}},o.V={name:"Value Density",shortName:"V",description:"This supplemental metric describes the resources that the attacker will gain control over with a single exploitation event.",values:[o.V_VALUES.X,o.V_VALUES.D,o.V_VALUES.C],worseCaseValue:o.V_VALUES.C},o.RE_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},L:{shortName:"L",name:"Low",jsonSchemaName:"LOW",description:"The effort required to respond to a vulnerability is low/trivial. Examples include: communication on better documentation, configuration workarounds, or guidance from the vendor that does not require an immediate update, upgrade, or replacement by the consuming entity, such as firewall filter configuration."},M:{shortName:"M",name:"Moderate",abbreviatedName:"Moder.",jsonSchemaName:"MODERATE",description:"The actions required to respond to a vulnerability require some effort on behalf of the consumer and could cause minimal service impact to implement. Examples include: simple remote update, disabling of a subsystem, or a low-touch software upgrade such as a driver update."},H:{shortName:"H",name:"High",jsonSchemaName:"HIGH",description:"The actions required to respond to a vulnerability are significant and/or difficult, and may possibly lead to an extended, scheduled service impact. This would need to be considered for scheduling purposes including honoring any embargo on deployment of the selected response. Alternatively, response to the vulnerability in the field is not possible remotely. The only resolution to the vulnerability involves physical replacement (e.g. units deployed would have to be recalled for a depot level repair or replacement)."}},o.RE={name:"Vulnerability Response Effort",shortName:"RE",description:"This supplemental metric provides supplemental information on how difficult it is for consumers to provide an initial response to the impact of a vulnerability for deployed products and services in their infrastructure.",values:[o.RE_VALUES.X,o.RE_VALUES.L,o.RE_VALUES.M,o.RE_VALUES.H],worseCaseValue:o.RE_VALUES.H},o.U_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"The metric has not been evaluated."},Clear:{shortName:"Clear",name:"Clear",jsonSchemaName:"CLEAR",description:"Provider has assessed the impact of this vulnerability as having the highest urgency."},Green:{shortName:"Green",name:"Green",jsonSchemaName:"GREEN",description:"Provider has assessed the impact of this vulnerability as having a moderate urgency."},Amber:{shortName:"Amber",name:"Amber",jsonSchemaName:"AMBER",description:"Provider has assessed the impact of this vulnerability as having a reduced urgency."},Red:{shortName:"Red",name:"Red",jsonSchemaName:"RED",description:"Provider has assessed the impact of this vulnerability as having no urgency (Informational)."}},o.U={name:"Provider Urgency",shortName:"U",description:"This supplemental metric provides a standardized way for the system provider to convey a qualitative urgency rating (Clear, Green, Amber, Red) for the vulnerability.",values:[o.U_VALUES.X,o.U_VALUES.Clear,o.U_VALUES.Green,o.U_VALUES.Amber,o.U_VALUES.Red],worseCaseValue:o.U_VALUES.Red},o.MAV={name:"Modified Attack Vector",shortName:"MAV",subCategory:"Exploitability Metrics",description:"Overrides the Base Attack Vector metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.AV,values:o.AV.values,worseCaseValue:o.AV_VALUES.N},o.MAC={name:"Modified Attack Complexity",shortName:"MAC",subCategory:"Exploitability Metrics",description:"Overrides the Base Attack Complexity metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.AC,values:o.AC.values,worseCaseValue:o.AC_VALUES.L},o.MAT={name:"Modified Attack Requirements",shortName:"MAT",subCategory:"Exploitability Metrics",description:"Overrides the Base Attack Requirements metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.AT,values:o.AT.values,worseCaseValue:o.AT_VALUES.P},o.MPR={name:"Modified Privileges Required",shortName:"MPR",subCategory:"Exploitability Metrics",description:"Overrides the Base Privileges Required metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.PR,values:o.PR.values,worseCaseValue:o.PR_VALUES.N},o.MUI={name:"Modified User Interaction",shortName:"MUI",subCategory:"Exploitability Metrics",description:"Overrides the Base User Interaction metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.UI,values:o.UI.values,worseCaseValue:o.UI_VALUES.N},o.MVC={name:"Modified Confidentiality",shortName:"MVC",subCategory:"Vulnerable System Impact",description:"Overrides the Base Vulnerable System Confidentiality metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.VC,values:o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H},o.MVI={name:"Modified Integrity",shortName:"MVI",subCategory:"Vulnerable System Impact",description:"Overrides the Base Vulnerable System Integrity metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.VI,values:o.VULNERABLE_SYSTEM_INTEGRITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.H},o.MVA={name:"Modified Availability",shortName:"MVA",subCategory:"Vulnerable System Impact",description:"Overrides the Base Vulnerable System Availability metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.VA,values:o.VULNERABLE_SYSTEM_AVAILABILITY_BASE,worseCaseValue:o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.H},o.MSC={name:"Modified Confidentiality",shortName:"MSC",subCategory:"Subsequent System Impact",description:"Overrides the Base Subsequent System Confidentiality metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.SC,values:o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED,worseCaseValue:o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.H},o.MSI={name:"Modified Integrity",shortName:"MSI",subCategory:"Subsequent System Impact",description:"Overrides the Base Subsequent System Integrity metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.SI,baseMetricEquivalentMapper:e=>e===o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.S?o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.H:e,values:o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED,worseCaseValue:o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.H},o.MSA={name:"Modified Availability",shortName:"MSA",subCategory:"Subsequent System Impact",description:"Overrides the Base Subsequent System Availability metric to reflect specific characteristics of the analyst's environment.",baseMetricEquivalent:o.SA,baseMetricEquivalentMapper:e=>e===o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.S?o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.H:e,values:o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED,worseCaseValue:o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.H},o.CR={name:"Confidentiality Requirement",shortName:"CR",description:"This metric enables the consumer to customize the assessment depending on the importance of Confidentiality to the affected IT asset within the analyst's organization.",values:o.REQUIREMENT_CONFIDENTIALITY_MODIFIED,worseCaseValue:o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.H},o.IR={name:"Integrity Requirement",shortName:"IR",description:"This metric enables the consumer to customize the assessment depending on the importance of Integrity to the affected IT asset within the analyst's organization.",values:o.REQUIREMENT_INTEGRITY_MODIFIED,worseCaseValue:o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.H},o.AR={name:"Availability Requirement",shortName:"AR",description:"This metric enables the consumer to customize the assessment depending on the importance of Availability to the affected IT asset within the analyst's organization.",values:o.REQUIREMENT_AVAILABILITY_MODIFIED,worseCaseValue:o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.H},o.E_VALUES={X:{shortName:"X",name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Reliable threat intelligence is not available to determine Exploit Maturity characteristics. This is the default value and is equivalent to Attacked (A) for the purposes of the calculation of the score by assuming the worst case."},A:{shortName:"A",name:"Attacked",jsonSchemaName:"ATTACKED",description:"Based on available threat intelligence either of the following must apply: Attacks targeting this vulnerability (attempted or successful) have been reported Solutions to simplify attempts to exploit the vulnerability are publicly or privately available (such as exploit toolkits)"},P:{shortName:"P",name:"POC",jsonSchemaName:"PROOF_OF_CONCEPT",description:"Based on available threat intelligence each of the following must apply: Proof-of-concept exploit code is publicly available No knowledge of reported attempts to exploit this vulnerability No knowledge of publicly available solutions used to simplify attempts to exploit the vulnerability (i.e., the “Attacked” value does not apply)"},U:{shortName:"U",name:"Unreported",jsonSchemaName:"UNREPORTED",description:"Based on available threat intelligence each of the following must apply: No knowledge of publicly available proof-of-concept exploit code No knowledge of reported attempts to exploit this vulnerability No knowledge of publicly available solutions used to simplify attempts to exploit the vulnerability (i.e., neither the “POC” nor “Attacked” values apply)"}},o.E={name:"Exploit Maturity",shortName:"E",description:"This metric measures the likelihood of the vulnerability being attacked, and is based on the current state of exploit techniques, exploit code availability, or active in-the-wild exploitation.",values:[o.E_VALUES.X,o.E_VALUES.A,o.E_VALUES.P,o.E_VALUES.U],worseCaseValue:o.E_VALUES.A},o.BASE_CATEGORY={name:"base",description:"Base Metrics"},o.SUPPLEMENTAL_CATEGORY={name:"supplemental",description:"Supplemental Metrics"},o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY={name:"environmental-base",description:"Environmental Metrics (Modified Base)"},o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY={name:"environmental-security-requirement",description:"Environmental Metrics (Security Requirements)"},o.THREAT_CATEGORY={name:"threat",description:"Threat Metrics"},o.BASE_CATEGORY_VALUES=[o.AV,o.AC,o.AT,o.PR,o.UI,o.VC,o.VI,o.VA,o.SC,o.SI,o.SA],o.SUPPLEMENTAL_CATEGORY_VALUES=[o.S,o.AU,o.R,o.V,o.RE,o.U],o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY_VALUES=[o.MAV,o.MAC,o.MAT,o.MPR,o.MUI,o.MVC,o.MVI,o.MVA,o.MSC,o.MSI,o.MSA],o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY_VALUES=[o.CR,o.IR,o.AR],o.THREAT_CATEGORY_VALUES=[o.E],o.REGISTERED_COMPONENTS_EDITOR_ORDER=new Map,o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER=new Map,o.REGISTERED_COMPONENTS_EDITOR_ORDER.set(o.BASE_CATEGORY,o.BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_EDITOR_ORDER.set(o.SUPPLEMENTAL_CATEGORY,o.SUPPLEMENTAL_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_EDITOR_ORDER.set(o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY,o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_EDITOR_ORDER.set(o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY,o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_EDITOR_ORDER.set(o.THREAT_CATEGORY,o.THREAT_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER.set(o.BASE_CATEGORY,o.BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER.set(o.THREAT_CATEGORY,o.THREAT_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER.set(o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY,o.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER.set(o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY,o.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER.set(o.SUPPLEMENTAL_CATEGORY,o.SUPPLEMENTAL_CATEGORY_VALUES),o.MV_LOOKUP={"000000":10,"000001":9.9,"000010":9.8,"000011":9.5,"000020":9.5,"000021":9.2,"000100":10,"000101":9.6,"000110":9.3,"000111":8.7,"000120":9.1,"000121":8.1,"000200":9.3,"000201":9,"000210":8.9,"000211":8,"000220":8.1,"000221":6.8,"001000":9.8,"001001":9.5,"001010":9.5,"001011":9.2,"001020":9,"001021":8.4,"001100":9.3,"001101":9.2,"001110":8.9,"001111":8.1,"001120":8.1,"001121":6.5,"001200":8.8,"001201":8,"001210":7.8,"001211":7,"001220":6.9,"001221":4.8,"002001":9.2,"002011":8.2,"002021":7.2,"002101":7.9,"002111":6.9,"002121":5,"002201":6.9,"002211":5.5,"002221":2.7,"010000":9.9,"010001":9.7,"010010":9.5,"010011":9.2,"010020":9.2,"010021":8.5,"010100":9.5,"010101":9.1,"010110":9,"010111":8.3,"010120":8.4,"010121":7.1,"010200":9.2,"010201":8.1,"010210":8.2,"010211":7.1,"010220":7.2,"010221":5.3,"011000":9.5,"011001":9.3,"011010":9.2,"011011":8.5,"011020":8.5,"011021":7.3,"011100":9.2,"011101":8.2,"011110":8,"011111":7.2,"011120":7,"011121":5.9,"011200":8.4,"011201":7,"011210":7.1,"011211":5.2,"011220":5,"011221":3,"012001":8.6,"012011":7.5,"012021":5.2,"012101":7.1,"012111":5.2,"012121":2.9,"012201":6.3,"012211":2.9,"012221":1.7,1e5:9.8,100001:9.5,100010:9.4,100011:8.7,100020:9.1,100021:8.1,100100:9.4,100101:8.9,100110:8.6,100111:7.4,100120:7.7,100121:6.4,100200:8.7,100201:7.5,100210:7.4,100211:6.3,100220:6.3,100221:4.9,101e3:9.4,101001:8.9,101010:8.8,101011:7.7,101020:7.6,101021:6.7,101100:8.6,101101:7.6,101110:7.4,101111:5.8,101120:5.9,101121:5,101200:7.2,101201:5.7,101210:5.7,101211:5.2,101220:5.2,101221:2.5,102001:8.3,102011:7,102021:5.4,102101:6.5,102111:5.8,102121:2.6,102201:5.3,102211:2.1,102221:1.3,11e4:9.5,110001:9,110010:8.8,110011:7.6,110020:7.6,110021:7,110100:9,110101:7.7,110110:7.5,110111:6.2,110120:6.1,110121:5.3,110200:7.7,110201:6.6,110210:6.8,110211:5.9,110220:5.2,110221:3,111e3:8.9,111001:7.8,111010:7.6,111011:6.7,111020:6.2,111021:5.8,111100:7.4,111101:5.9,111110:5.7,111111:5.7,111120:4.7,111121:2.3,111200:6.1,111201:5.2,111210:5.7,111211:2.9,111220:2.4,111221:1.6,112001:7.1,112011:5.9,112021:3,112101:5.8,112111:2.6,112121:1.5,112201:2.3,112211:1.3,112221:.6,2e5:9.3,200001:8.7,200010:8.6,200011:7.2,200020:7.5,200021:5.8,200100:8.6,200101:7.4,200110:7.4,200111:6.1,200120:5.6,200121:3.4,200200:7,200201:5.4,200210:5.2,200211:4,200220:4,200221:2.2,201e3:8.5,201001:7.5,201010:7.4,201011:5.5,201020:6.2,201021:5.1,201100:7.2,201101:5.7,201110:5.5,201111:4.1,201120:4.6,201121:1.9,201200:5.3,201201:3.6,201210:3.4,201211:1.9,201220:1.9,201221:.8,202001:6.4,202011:5.1,202021:2,202101:4.7,202111:2.1,202121:1.1,202201:2.4,202211:.9,202221:.4,21e4:8.8,210001:7.5,210010:7.3,210011:5.3,210020:6,210021:5,210100:7.3,210101:5.5,210110:5.9,210111:4,210120:4.1,210121:2,210200:5.4,210201:4.3,210210:4.5,210211:2.2,210220:2,210221:1.1,211e3:7.5,211001:5.5,211010:5.8,211011:4.5,211020:4,211021:2.1,211100:6.1,211101:5.1,211110:4.8,211111:1.8,211120:2,211121:.9,211200:4.6,211201:1.8,211210:1.7,211211:.7,211220:.8,211221:.2,212001:5.3,212011:2.4,212021:1.4,212101:2.4,212111:1.2,212121:.5,212201:1,212211:.3,212221:.1},o.ATTRIBUTE_SEVERITY_ORDER=[[o.AT_VALUES.P,o.AT_VALUES.P],[o.AT_VALUES.N,o.AT_VALUES.N],[o.AT_VALUES.X,o.AT_VALUES.X],[o.S_VALUES.X],[o.S_VALUES.N],[o.S_VALUES.P],[o.AU_VALUES.X],[o.AU_VALUES.N],[o.AU_VALUES.Y],[o.V_VALUES.X],[o.V_VALUES.D],[o.V_VALUES.C],[o.AC_VALUES.H,o.AC_VALUES.H],[o.AC_VALUES.L,o.AC_VALUES.L],[o.AC_VALUES.X,o.AC_VALUES.X],[o.PR_VALUES.H,o.PR_VALUES.H],[o.PR_VALUES.L,o.PR_VALUES.L],[o.PR_VALUES.N,o.PR_VALUES.N],[o.PR_VALUES.X,o.PR_VALUES.X],[o.UI_VALUES.A,o.UI_VALUES.A],[o.UI_VALUES.P,o.UI_VALUES.P],[o.UI_VALUES.N,o.UI_VALUES.N],[o.UI_VALUES.X,o.UI_VALUES.X],[o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.X,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.X,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.X],[o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.N,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.N,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.N],[o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.L,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.L,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.L],[o.VULNERABLE_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H,o.VULNERABLE_SYSTEM_INTEGRITY_BASE_VALUES.H,o.VULNERABLE_SYSTEM_AVAILABILITY_BASE_VALUES.H],[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.X,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.X,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.X,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.X],[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.N,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.N,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.N,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.N,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.N,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.N],[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.L,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.L,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.L,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.L],[o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.H,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.H,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.H,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.H],[o.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.S,o.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.S,o.SUBSEQUENT_SYSTEM_CONFIDENTIALITY_BASE_VALUES.S,o.SUBSEQUENT_SYSTEM_INTEGRITY_BASE_VALUES.S,o.SUBSEQUENT_SYSTEM_AVAILABILITY_BASE_VALUES.S],[o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.L,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.L,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.L],[o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.M,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.M,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.M],[o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.H,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.H,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.H],[o.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.X,o.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.X,o.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.X],[o.E_VALUES.U],[o.E_VALUES.P],[o.E_VALUES.A],[o.E_VALUES.X],[o.R_VALUES.X],[o.R_VALUES.A],[o.R_VALUES.U],[o.R_VALUES.I],[o.RE_VALUES.X],[o.RE_VALUES.L],[o.RE_VALUES.M],[o.RE_VALUES.H],[o.U_VALUES.X],[o.U_VALUES.Clear],[o.U_VALUES.Green],[o.U_VALUES.Amber],[o.U_VALUES.Red],[o.AV_VALUES.X,o.AV_VALUES.X],[o.AV_VALUES.P,o.AV_VALUES.P],[o.AV_VALUES.L,o.AV_VALUES.L],[o.AV_VALUES.A,o.AV_VALUES.A],[o.AV_VALUES.N,o.AV_VALUES.N]]},904:(e,t)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.EqOperations36=t.EqOperations5=t.EqOperations4=t.EqOperations2=t.EqOperations1=t.EqOperations1245=t.getEqImplementations=void 0,t.getEqImplementations=()=>[a.getInstance(),i.getInstance(),s.getInstance(),n.getInstance(),r.getInstance()];class o{deriveNextLowerMacro(e){return[e.deriveNextLower(this.getEqNumber())]}lookupScoresForNextLowerMacro(e){return e[0].getLookupTableScore()}getHighestSeverityVectors(e){return this.getEq(e).getHighestSeverityVectorsUnparsed()}lookupMacroVectorDepth(e){return this.getEq(e).getVectorDepth()}}t.EqOperations1245=o;class a extends o{getEq(e){return e.getEq1()}getRelevantAttributes(){return["AV","PR","UI"]}getEqNumber(){return 1}static getInstance(){return a.instance}}t.EqOperations1=a,a.instance=new a;class i extends o{getEq(e){return e.getEq2()}getRelevantAttributes(){return["AC","AT"]}getEqNumber(){return 2}static getInstance(){return i.instance}}t.EqOperations2=i,i.instance=new i;class s extends o{getEq(e){return e.getEq4()}getRelevantAttributes(){return["SC","SI","SA"]}getEqNumber(){return 4}static getInstance(){return s.instance}}t.EqOperations4=s,s.instance=new s;class n extends o{getEq(e){return e.getEq5()}getRelevantAttributes(){return[]}getEqNumber(){return 5}static getInstance(){return n.instance}}t.EqOperations5=n,n.instance=new n;class r{static getInstance(){return r.instance}getHighestSeverityVectors(e){return e.getJointEq3AndEq6().getHighestSeverityVectorsUnparsed()}getRelevantAttributes(){return["VC","VI","VA","CR","IR","AR"]}deriveNextLowerMacro(e){const t=e.getEq3().getLevelAsInt(),o=e.getEq6().getLevelAsInt();return 1===t&&1===o||0===t&&1===o?[e.deriveNextLower(3)]:1===t&&0===o?[e.deriveNextLower(6)]:0===t&&0===o?[e.deriveNextLower(3),e.deriveNextLower(6)]:[e.deriveNextLower(3).deriveNextLower(6)]}lookupScoresForNextLowerMacro(e){let t=NaN,o=NaN;return e.length>0&&null!=e[0]&&(t=e[0].getLookupTableScore()),e.length>1&&null!=e[1]&&(o=e[1].getLookupTableScore()),isNaN(t)||isNaN(o)?isNaN(t)?o:t:Math.max(t,o)}lookupMacroVectorDepth(e){return e.getJointEq3AndEq6().getVectorDepth()}}t.EqOperations36=r,r.instance=new r},951:(e,t)=>{var o;Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss3P1Components=void 0;class a{}t.Cvss3P1Components=a,o=a,a.CONFIDENTIALITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no loss of confidentiality within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"There is some loss of confidentiality. Access to some restricted information is obtained, but the attacker does not have control over what information is obtained, or the amount or kind of loss is limited. The information disclosure does not cause a direct, serious loss to the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of confidentiality, resulting in all resources within the impacted component being divulged to the attacker. Alternatively, access to only some restricted information is obtained, but the disclosed information presents a direct, serious impact. For example, an attacker steals the administrator's password, or private encryption keys of a web server."}},a.CONFIDENTIALITY_IMPACT=[o.CONFIDENTIALITY_IMPACT_VALUES.X,o.CONFIDENTIALITY_IMPACT_VALUES.N,o.CONFIDENTIALITY_IMPACT_VALUES.L,o.CONFIDENTIALITY_IMPACT_VALUES.H],a.INTEGRITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no loss of integrity within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"Modification of data is possible, but the attacker does not have control over the consequence of a modification, or the amount of modification is limited. The data modification does not have a direct, serious impact on the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of integrity, or a complete loss of protection. For example, the attacker is able to modify any/all files protected by the impacted component. Alternatively, only some files can be modified, but malicious modification would present a direct, serious consequence to the impacted component."}},a.INTEGRITY_IMPACT=[o.INTEGRITY_IMPACT_VALUES.X,o.INTEGRITY_IMPACT_VALUES.N,o.INTEGRITY_IMPACT_VALUES.L,o.INTEGRITY_IMPACT_VALUES.H],a.AVAILABILITY_IMPACT_VALUES={X:{shortName:"X",value:0,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:0,name:"None",jsonSchemaName:"NONE",description:"There is no impact to availability within the impacted component."},L:{shortName:"L",value:.22,name:"Low",jsonSchemaName:"LOW",description:"Performance is reduced or there are interruptions in resource availability. Even if repeated exploitation of the vulnerability is possible, the attacker does not have the ability to completely deny service to legitimate users. The resources in the impacted component are either partially available all of the time, or fully available only some of the time, but overall there is no direct, serious consequence to the impacted component."},H:{shortName:"H",value:.56,name:"High",jsonSchemaName:"HIGH",description:"There is a total loss of availability, resulting in the attacker being able to fully deny access to resources in the impacted component; this loss is either sustained (while the attacker continues to deliver the attack) or persistent (the condition persists even after the attack has completed). Alternatively, the attacker has the ability to deny some availability, but the loss of availability presents a direct, serious consequence to the impacted component (e.g., the attacker cannot disrupt existing connections, but can prevent new connections; the attacker can repeatedly exploit a vulnerability that, in each instance of a successful attack, leaks a only small amount of memory, but after repeated exploitation causes a service to become completely unavailable)."}},a.AVAILABILITY_IMPACT=[o.AVAILABILITY_IMPACT_VALUES.X,o.AVAILABILITY_IMPACT_VALUES.N,o.AVAILABILITY_IMPACT_VALUES.L,o.AVAILABILITY_IMPACT_VALUES.H],a.CONFIDENTIALITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Confidentiality is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Confidentiality is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Confidentiality is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.CONFIDENTIALITY_REQUIREMENT=[o.CONFIDENTIALITY_REQUIREMENT_VALUES.X,o.CONFIDENTIALITY_REQUIREMENT_VALUES.L,o.CONFIDENTIALITY_REQUIREMENT_VALUES.M,o.CONFIDENTIALITY_REQUIREMENT_VALUES.H],a.INTEGRITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Integrity is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Integrity is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Integrity is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.INTEGRITY_REQUIREMENT=[o.INTEGRITY_REQUIREMENT_VALUES.X,o.INTEGRITY_REQUIREMENT_VALUES.L,o.INTEGRITY_REQUIREMENT_VALUES.M,o.INTEGRITY_REQUIREMENT_VALUES.H],a.AVAILABILITY_REQUIREMENT_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Assigning this value indicates there is insufficient information to choose one of the other values, and has no impact on the overall Environmental Score, i.e., it has the same effect on scoring as assigning Medium."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"Loss of Availability is likely to have only a limited adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"Loss of Availability is likely to have a serious adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"Loss of Availability is likely to have a catastrophic adverse effect on the organization or individuals associated with the organization (e.g., employees, customers)."}},a.AVAILABILITY_REQUIREMENT=[o.AVAILABILITY_REQUIREMENT_VALUES.X,o.AVAILABILITY_REQUIREMENT_VALUES.L,o.AVAILABILITY_REQUIREMENT_VALUES.M,o.AVAILABILITY_REQUIREMENT_VALUES.H],a.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.5,name:"Low",jsonSchemaName:"LOW",description:"There is no impact to the integrity of the system."},M:{shortName:"M",value:1,name:"Medium",jsonSchemaName:"MEDIUM",description:"There is a partial compromise of system integrity."},H:{shortName:"H",value:1.5,name:"High",jsonSchemaName:"HIGH",description:"There is a total compromise of system integrity."}},a.TEMPLATE_CIA_REQUIREMENT_MODIFIED=[o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.X,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.L,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.M,o.TEMPLATE_CIA_REQUIREMENT_MODIFIED_VALUES.H],a.BASE_CATEGORY={name:"base",description:"This metric reflects the qualities of a vulnerability that are constant over time and across user environments."},a.AV_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"Network",abbreviatedName:"Netw.",jsonSchemaName:"NETWORK",description:"The vulnerable component is bound to the network stack and the set of possible attackers extends beyond the other options listed below, up to and including the entire Internet."},A:{shortName:"A",value:.62,name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT_NETWORK",description:"The vulnerable component is bound to the network stack, but the attack is limited at the protocol level to a logically adjacent topology."},L:{shortName:"L",value:.55,name:"Local",jsonSchemaName:"LOCAL",description:"The vulnerable component is not bound to the network stack and the attacker's path is via read/write/execute capabilities."},P:{shortName:"P",value:.2,name:"Physical",abbreviatedName:"Phys.",jsonSchemaName:"PHYSICAL",description:"The attack requires the attacker to physically touch or manipulate the vulnerable component."}},a.AV={name:"Attack Vector",shortName:"AV",subCategory:"Exploitability Metrics",description:"This metric reflects the context by which vulnerability exploitation is possible. The more remote an attacker can be to attack a host, the greater the vulnerability score.",values:[o.AV_VALUES.X,o.AV_VALUES.N,o.AV_VALUES.A,o.AV_VALUES.L,o.AV_VALUES.P]},a.AC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.77,name:"Low",jsonSchemaName:"LOW",description:"Specialized access conditions or extenuating circumstances do not exist. An attacker can expect repeatable success when attacking the vulnerable component."},H:{shortName:"H",value:.44,name:"High",jsonSchemaName:"HIGH",description:"A successful attack depends on conditions beyond the attacker's control. That is, a successful attack cannot be accomplished at will, but requires the attacker to invest in some measurable amount of effort in preparation or execution against the vulnerable component before a successful attack can be expected."}},a.AC={name:"Attack Complexity",shortName:"AC",subCategory:"Exploitability Metrics",description:"This metric describes the conditions beyond the attacker's control that must exist in order to exploit the vulnerability.",values:[o.AC_VALUES.X,o.AC_VALUES.L,o.AC_VALUES.H]},a.PR_VALUES={X:{shortName:"X",value:1,changedValue:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,changedValue:.85,name:"None",jsonSchemaName:"NONE",description:"The attacker is unauthorized prior to attack, and therefore does not require any access to settings or files of the vulnerable system to carry out an attack."},L:{shortName:"L",value:.62,changedValue:.68,name:"Low",jsonSchemaName:"LOW",description:"The attacker requires privileges that provide basic user capabilities that could normally affect only settings and files owned by a user. Alternatively, an attacker with Low privileges has the ability to access only non-sensitive resources."},H:{shortName:"H",value:.27,changedValue:.5,name:"High",jsonSchemaName:"HIGH",description:"The attacker requires privileges that provide significant (e.g., administrative) control over the vulnerable component allowing access to component-wide settings and files."}},a.PR={name:"Privileges Required",shortName:"PR",subCategory:"Exploitability Metrics",description:"This metric describes the level of privileges an attacker must possess before successfully exploiting the vulnerability.",values:[o.PR_VALUES.X,o.PR_VALUES.N,o.PR_VALUES.L,o.PR_VALUES.H]},a.UI_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"None",jsonSchemaName:"NONE",description:"The vulnerable system can be exploited without interaction from any user."},R:{shortName:"R",value:.62,name:"Required",abbreviatedName:"Req.",jsonSchemaName:"REQUIRED",description:"Successful exploitation of this vulnerability requires a user to take some action before the vulnerability can be exploited. For example, a successful exploit may only be possible during the installation of an application by a system administrator."}},a.UI={name:"User Interaction",shortName:"UI",subCategory:"Exploitability Metrics",description:"This metric captures the requirement for a user, other than the attacker, to participate in the successful compromise of the vulnerable component.",values:[o.UI_VALUES.X,o.UI_VALUES.N,o.UI_VALUES.R]},a.S_VALUES={X:{shortName:"X",value:!1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:!1,name:"Unchanged",abbreviatedName:"Unchang.",jsonSchemaName:"UNCHANGED",description:"An exploited vulnerability can only affect resources managed by the same authority."},C:{shortName:"C",value:!0,name:"Changed",jsonSchemaName:"CHANGED",description:"An exploited vulnerability can affect resources beyond the authorization privileges intended by the vulnerable system's design."}},a.S={name:"Scope",shortName:"S",subCategory:"Exploitability Metrics",description:"Can an exploit of the vulnerability be accomplished remotely?",values:[o.S_VALUES.X,o.S_VALUES.U,o.S_VALUES.C]},a.C={name:"Confidentiality Impact",shortName:"C",subCategory:"Impact Metrics",description:"This metric measures the impact to the confidentiality of the information resources managed by a software component due to a successfully exploited vulnerability.",values:o.CONFIDENTIALITY_IMPACT},a.I={name:"Integrity Impact",shortName:"I",subCategory:"Impact Metrics",description:"This metric measures the impact to integrity of a successfully exploited vulnerability.",values:o.INTEGRITY_IMPACT},a.A={name:"Availability Impact",shortName:"A",subCategory:"Impact Metrics",description:"This metric measures the impact to the availability of the impacted component resulting from a successfully exploited vulnerability.",values:o.AVAILABILITY_IMPACT},a.BASE_CATEGORY_VALUES=[o.AV,o.AC,o.PR,o.UI,o.S,o.C,o.I,o.A],a.TEMPORAL_CATEGORY={name:"temporal",description:"This metric reflects the current state of exploit techniques or code availability."},a.E_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:.91,name:"Unproven",abbreviatedName:"Unproven",description:"No exploit code is available, or an exploit is theoretical."},P:{shortName:"P",value:.94,name:"Proof-of-Concept",abbreviatedName:"Proof-of-conc.",jsonSchemaName:"PROOF_OF_CONCEPT",description:"Proof-of-concept exploit code is available, or an attack demonstration is not practical for most systems. The code or technique is not functional in all situations and may require substantial modification by a skilled attacker."},F:{shortName:"F",value:.97,name:"Functional",jsonSchemaName:"FUNCTIONAL",description:"Functional exploit code is available. The code works in most situations where the vulnerability exists."},H:{shortName:"H",value:1,name:"High",jsonSchemaName:"HIGH",description:"Functional exploit code is available. The code is widespread and automated and works in all situations where the vulnerability exists."}},a.E={name:"Exploit Code Maturity",shortName:"E",description:"This metric measures the likelihood of the vulnerability being attacked, and is typically based on the current state of exploit techniques, exploit code availability, or active, successful exploitation of the vulnerability.",values:[o.E_VALUES.X,o.E_VALUES.U,o.E_VALUES.P,o.E_VALUES.F,o.E_VALUES.H]},a.RL_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},O:{shortName:"O",value:.95,name:"Official Fix",abbreviatedName:"Off. Fix",jsonSchemaName:"OFFICIAL_FIX",description:"A complete vendor solution is available. Either the vendor has issued an official patch, or an upgrade is available."},T:{shortName:"T",value:.96,name:"Temporary Fix",abbreviatedName:"Temp. Fix",jsonSchemaName:"TEMPORARY_FIX",description:"There is an official but temporary fix available. This includes instances where the vendor issues a temporary hotfix, tool, or workaround."},W:{shortName:"W",value:.97,name:"Workaround",jsonSchemaName:"WORKAROUND",description:"There is an unofficial, non-vendor solution available. In some cases, users of the affected technology will create a patch of their own or provide steps to work around or otherwise mitigate the vulnerability."},U:{shortName:"U",value:1,name:"Unavailable",jsonSchemaName:"UNAVAILABLE",description:"There is either no solution available or it is impossible to apply."}},a.RL={name:"Remediation Level",shortName:"RL",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:[o.RL_VALUES.X,o.RL_VALUES.O,o.RL_VALUES.T,o.RL_VALUES.W,o.RL_VALUES.U]},a.RC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:.92,name:"Unknown",description:"Report confidence is unknown."},R:{shortName:"R",value:.96,name:"Reasonable",jsonSchemaName:"REASONABLE",description:"Reasonable confidence exists, or the reported vulnerability is in a component not typically used by a target or not having a large installed base."},C:{shortName:"C",value:1,name:"Confirmed",jsonSchemaName:"CONFIRMED",description:"Confirmed confidence exists, or the exploit is functional in the environment where the vulnerability exists."}},a.RC={name:"Report Confidence",shortName:"RC",description:"This metric describes the level of confidence in the existence of the vulnerability and the credibility of the known technical details.",values:[o.RC_VALUES.X,o.RC_VALUES.U,o.RC_VALUES.R,o.RC_VALUES.C]},a.TEMPORAL_CATEGORY_VALUES=[o.E,o.RL,o.RC],a.ENVIRONMENTAL_CATEGORY={name:"environmental",description:"This metric reflects the characteristics of a vulnerability that are relevant and unique to a particular user's environment. This metric can greatly improve the accuracy of a score."},a.MAV_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"Network",abbreviatedName:"Netw.",jsonSchemaName:"NETWORK",description:"The vulnerable component is bound to the network stack and the set of possible attackers extends beyond the other options listed below, up to and including the entire Internet."},A:{shortName:"A",value:.62,name:"Adjacent Network",abbreviatedName:"Adj. Network",jsonSchemaName:"ADJACENT_NETWORK",description:"The vulnerable component is bound to the network stack, but the attack is limited at the protocol level to a logically adjacent topology."},L:{shortName:"L",value:.55,name:"Local",jsonSchemaName:"LOCAL",description:"The vulnerable component is not bound to the network stack and the attacker's path is via read/write/execute capabilities."},P:{shortName:"P",value:.2,name:"Physical",abbreviatedName:"Phys.",jsonSchemaName:"PHYSICAL",description:"The attack requires the attacker to physically touch or manipulate the vulnerable component."}},a.MAV={name:"Modified Attack Vector",shortName:"MAV",subCategory:"Exploitability Metrics",description:"This metric reflects the context by which vulnerability exploitation is possible. The more remote an attacker can be to attack a host, the greater the vulnerability score.",baseMetricEquivalent:o.AV,values:[o.MAV_VALUES.X,o.MAV_VALUES.N,o.MAV_VALUES.A,o.MAV_VALUES.L,o.MAV_VALUES.P]},a.MAC_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},L:{shortName:"L",value:.77,name:"Low",jsonSchemaName:"LOW",description:"Specialized access conditions or extenuating circumstances do not exist. An attacker can expect repeatable success when attacking the vulnerable component."},H:{shortName:"H",value:.44,name:"High",jsonSchemaName:"HIGH",description:"A successful attack depends on conditions beyond the attacker's control. That is, a successful attack cannot be accomplished at will, but requires the attacker to invest in some measurable amount of effort in preparation or execution against the vulnerable component before a successful attack can be expected."}},a.MAC={name:"Modified Attack Complexity",shortName:"MAC",subCategory:"Exploitability Metrics",description:"This metric describes the conditions beyond the attacker's control that must exist in order to exploit the vulnerability.",baseMetricEquivalent:o.AC,values:[o.MAC_VALUES.X,o.MAC_VALUES.L,o.MAC_VALUES.H]},a.MPR_VALUES={X:{shortName:"X",value:1,changedValue:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,changedValue:.85,name:"None",jsonSchemaName:"NONE",description:"The attacker is unauthorized prior to attack, and therefore does not require any access to settings or files of the vulnerable system to carry out an attack."},L:{shortName:"L",value:.62,changedValue:.68,name:"Low",jsonSchemaName:"LOW",description:"The attacker requires privileges that provide basic user capabilities that could normally affect only settings and files owned by a user. Alternatively, an attacker with Low privileges has the ability to access only non-sensitive resources."},H:{shortName:"H",value:.27,changedValue:.5,name:"High",jsonSchemaName:"HIGH",description:"The attacker requires privileges that provide significant (e.g., administrative) control over the vulnerable component allowing access to component-wide settings and files."}},a.MPR={name:"Modified Privileges Required",shortName:"MPR",subCategory:"Exploitability Metrics",description:"This metric describes the level of privileges an attacker must possess before successfully exploiting the vulnerability.",baseMetricEquivalent:o.PR,values:[o.MPR_VALUES.X,o.MPR_VALUES.N,o.MPR_VALUES.L,o.MPR_VALUES.H]},a.MUI_VALUES={X:{shortName:"X",value:1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},N:{shortName:"N",value:.85,name:"None",jsonSchemaName:"NONE",description:"The vulnerable system can be exploited without interaction from any user."},R:{shortName:"R",value:.62,name:"Required",jsonSchemaName:"REQUIRED",description:"Successful exploitation of this vulnerability requires a user to take some action before the vulnerability can be exploited. For example, a successful exploit may only be possible during the installation of an application by a system administrator."}},a.MUI={name:"Modified User Interaction",shortName:"MUI",subCategory:"Exploitability Metrics",description:"This metric captures the requirement for a user, other than the attacker, to participate in the successful compromise of the vulnerable component.",baseMetricEquivalent:o.UI,values:[o.MUI_VALUES.X,o.MUI_VALUES.N,o.MUI_VALUES.R]},a.MS_VALUES={X:{shortName:"X",value:!1,name:"Not Defined",abbreviatedName:"Not Def.",jsonSchemaName:"NOT_DEFINED",description:"Component is not defined."},U:{shortName:"U",value:!1,name:"Unchanged",abbreviatedName:"Unchang.",jsonSchemaName:"UNCHANGED",description:"An exploited vulnerability can only affect resources managed by the same authority."},C:{shortName:"C",value:!0,name:"Changed",jsonSchemaName:"CHANGED",description:"An exploited vulnerability can affect resources beyond the authorization privileges intended by the vulnerable system's design."}},a.MS={name:"Modified Scope",shortName:"MS",subCategory:"Exploitability Metrics",description:"Can an exploit of the vulnerability be accomplished remotely?",baseMetricEquivalent:o.S,values:[o.MS_VALUES.X,o.MS_VALUES.U,o.MS_VALUES.C]},a.MC={name:"Confidentiality Impact",shortName:"MC",subCategory:"Modified Impact",description:"This metric measures the impact to the confidentiality of the information resources managed by a software component due to a successfully exploited vulnerability.",baseMetricEquivalent:o.C,values:o.CONFIDENTIALITY_IMPACT},a.MI={name:"Integrity Impact",shortName:"MI",subCategory:"Modified Impact",description:"This metric measures the impact to integrity of a successfully exploited vulnerability.",baseMetricEquivalent:o.I,values:o.INTEGRITY_IMPACT},a.MA={name:"Availability Impact",shortName:"MA",subCategory:"Modified Impact",description:"This metric measures the impact to the availability of the impacted component resulting from a successfully exploited vulnerability.",baseMetricEquivalent:o.A,values:o.AVAILABILITY_IMPACT},a.CR={name:"Confidentiality Requirement",shortName:"CR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.CONFIDENTIALITY_REQUIREMENT},a.IR={name:"Integrity Requirement",shortName:"IR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.INTEGRITY_REQUIREMENT},a.AR={name:"Availability Requirement",shortName:"AR",subCategory:"Modified Requirement (Impact Subscore) Modifiers",description:"This metric describes the remediation level for a vulnerability in an affected resource.",values:o.AVAILABILITY_REQUIREMENT},a.ENVIRONMENTAL_CATEGORY_VALUES=[o.CR,o.IR,o.AR,o.MAV,o.MAC,o.MPR,o.MUI,o.MS,o.MC,o.MI,o.MA],a.REGISTERED_COMPONENTS=new Map,o.REGISTERED_COMPONENTS.set(o.BASE_CATEGORY,o.BASE_CATEGORY_VALUES),o.REGISTERED_COMPONENTS.set(o.TEMPORAL_CATEGORY,o.TEMPORAL_CATEGORY_VALUES),o.REGISTERED_COMPONENTS.set(o.ENVIRONMENTAL_CATEGORY,o.ENVIRONMENTAL_CATEGORY_VALUES),a.ATTRIBUTE_SEVERITY_ORDER=[[o.S_VALUES.U,o.MS_VALUES.U],[o.CONFIDENTIALITY_IMPACT_VALUES.N,o.INTEGRITY_IMPACT_VALUES.N,o.AVAILABILITY_IMPACT_VALUES.N],[o.AV_VALUES.P,o.MAV_VALUES.P],[o.CONFIDENTIALITY_IMPACT_VALUES.L,o.INTEGRITY_IMPACT_VALUES.L,o.AVAILABILITY_IMPACT_VALUES.L],[o.PR_VALUES.H,o.MPR_VALUES.H],[o.AC_VALUES.H,o.MAC_VALUES.H],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.L,o.INTEGRITY_REQUIREMENT_VALUES.L,o.AVAILABILITY_REQUIREMENT_VALUES.L],[o.AV_VALUES.L,o.MAV_VALUES.L],[o.CONFIDENTIALITY_IMPACT_VALUES.H,o.INTEGRITY_IMPACT_VALUES.H,o.AVAILABILITY_IMPACT_VALUES.H],[o.AV_VALUES.A,o.MAV_VALUES.A],[o.UI_VALUES.R,o.MUI_VALUES.R],[o.PR_VALUES.L,o.MPR_VALUES.L],[o.AC_VALUES.L,o.MAC_VALUES.L],[o.AV_VALUES.N,o.MAV_VALUES.N],[o.PR_VALUES.N,o.MPR_VALUES.N],[o.UI_VALUES.N,o.MUI_VALUES.N],[o.E_VALUES.U],[o.E_VALUES.P],[o.E_VALUES.F],[o.E_VALUES.H],[o.E_VALUES.X],[o.RC_VALUES.U],[o.RL_VALUES.O],[o.RL_VALUES.T],[o.RC_VALUES.R],[o.RL_VALUES.W],[o.AV_VALUES.X,o.MAV_VALUES.X],[o.AC_VALUES.X,o.MAC_VALUES.X],[o.PR_VALUES.X,o.MPR_VALUES.X],[o.UI_VALUES.X,o.MUI_VALUES.X],[o.S_VALUES.C,o.MS_VALUES.C],[o.S_VALUES.X,o.MS_VALUES.X],[o.CONFIDENTIALITY_IMPACT_VALUES.X],[o.INTEGRITY_IMPACT_VALUES.X],[o.AVAILABILITY_IMPACT_VALUES.X],[o.RL_VALUES.U],[o.RL_VALUES.X],[o.RC_VALUES.C],[o.RC_VALUES.X],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.M,o.INTEGRITY_REQUIREMENT_VALUES.M,o.AVAILABILITY_REQUIREMENT_VALUES.M],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.X,o.INTEGRITY_REQUIREMENT_VALUES.X,o.AVAILABILITY_REQUIREMENT_VALUES.X],[o.CONFIDENTIALITY_REQUIREMENT_VALUES.H,o.INTEGRITY_REQUIREMENT_VALUES.H,o.AVAILABILITY_REQUIREMENT_VALUES.H]]},972:(e,t,o)=>{var a;Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss4P0MacroVector=void 0;const i=o(730),s=o(759);class n{constructor(e,t,o,a,i,s,n){this.eq1=e,this.eq2=t,this.eq3=o,this.eq4=a,this.eq5=i,this.eq6=s,this.jointEq3AndEq6=n}static fromVector(e){const t=a.findMatchingEQ("1",a.EQ1_DEFINITIONS,e),o=a.findMatchingEQ("2",a.EQ2_DEFINITIONS,e),i=a.findMatchingEQ("3",a.EQ3_DEFINITIONS,e),s=a.findMatchingEQ("4",a.EQ4_DEFINITIONS,e),n=a.findMatchingEQ("5",a.EQ5_DEFINITIONS,e),r=a.findMatchingEQ("6",a.EQ6_DEFINITIONS,e),c=a.findMatchingEQ("3,6",a.JOINT_EQ3_EQ6_DEFINITIONS,e);return new a(t,o,i,s,n,r,c)}static findMatchingEQ(e,t,o){for(let e of t)if(e.matchesConstraints(o))return e;throw new Error("No matching EQ found for "+e+" and vector "+o)}getEq1(){return this.eq1}getEq2(){return this.eq2}getEq3(){return this.eq3}getEq4(){return this.eq4}getEq5(){return this.eq5}getEq6(){return this.eq6}getJointEq3AndEq6(){return this.jointEq3AndEq6}getEQ(e){switch(e){case 1:return this.eq1;case 2:return this.eq2;case 3:return this.eq3;case 4:return this.eq4;case 5:return this.eq5;case 6:return this.eq6;case 7:return this.jointEq3AndEq6;default:throw new Error("Invalid EQ index: "+e)}}getLookupTableScore(){return a.getMacroVectorScore(this)}static getMacroVectorScore(e){const t=e.toString(),o=s.Cvss4P0Components.MV_LOOKUP[t];return void 0===o?NaN:o}toString(){return this.eq1.getLevel()+this.eq2.getLevel()+this.eq3.getLevel()+this.eq4.getLevel()+this.eq5.getLevel()+this.eq6.getLevel()}deriveNextLower(e){const t=1!==e?this.eq1:this.getNextLower(a.EQ1_DEFINITIONS,this.eq1),o=2!==e?this.eq2:this.getNextLower(a.EQ2_DEFINITIONS,this.eq2),i=3!==e?this.eq3:this.getNextLower(a.EQ3_DEFINITIONS,this.eq3),s=4!==e?this.eq4:this.getNextLower(a.EQ4_DEFINITIONS,this.eq4),n=5!==e?this.eq5:this.getNextLower(a.EQ5_DEFINITIONS,this.eq5),r=6!==e?this.eq6:this.getNextLower(a.EQ6_DEFINITIONS,this.eq6),c=7!==e?this.jointEq3AndEq6:this.getNextLower(a.JOINT_EQ3_EQ6_DEFINITIONS,this.jointEq3AndEq6);return new a(t,o,i,s,n,r,c)}static getIndexInDefinitions(e,t){for(let o=0;o<e.length;o++)if(e[o]===t)return o;throw new Error("EQ not found in definitions: "+t)}getNextLower(e,t){const o=a.getIndexInDefinitions(e,t);return e.length>o+1?e[o+1]:a.EQ_ERROR_DEFINITION}static is(e,t,o){return o===a.getComparisonMetric(e,t).shortName}static getComparisonMetricComponent(e,t){return a.getComparisonMetric(e,t.shortName)}static getComparisonMetric(e,t){const o=e.getComponentByString(t);if("E"===t&&s.Cvss4P0Components.E_VALUES.X===o)return s.Cvss4P0Components.E_VALUES.A;if("CR"===t&&s.Cvss4P0Components.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.X===o)return s.Cvss4P0Components.REQUIREMENT_CONFIDENTIALITY_MODIFIED_VALUES.H;if("IR"===t&&s.Cvss4P0Components.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.X===o)return s.Cvss4P0Components.REQUIREMENT_INTEGRITY_MODIFIED_VALUES.H;if("AR"===t&&s.Cvss4P0Components.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.X===o)return s.Cvss4P0Components.REQUIREMENT_AVAILABILITY_MODIFIED_VALUES.H;if("MSI"===t&&s.Cvss4P0Components.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.X===o&&"S"===e.getComponentByString("SI").shortName)return s.Cvss4P0Components.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.H;if("MSA"===t&&s.Cvss4P0Components.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.X===o&&"S"===e.getComponentByString("SA").shortName)return s.Cvss4P0Components.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.H;try{const o=e.getComponentByString((t.startsWith("M")?"":"M")+t),a=o.shortName;if(null!=a&&"X"!==a)return o}catch(e){}return o}}t.Cvss4P0MacroVector=n,a=n,n.EQ_ERROR_DEFINITION=new i.EQ("9",-1,[],(()=>!0)),n.EQ1_DEFINITIONS=[new i.EQ("0",1,["AV:N/PR:N/UI:N"],(e=>a.is(e,"AV","N")&&a.is(e,"PR","N")&&a.is(e,"UI","N"))),new i.EQ("1",4,["AV:A/PR:N/UI:N","AV:N/PR:L/UI:N","AV:N/PR:N/UI:P"],(e=>(a.is(e,"AV","N")||a.is(e,"PR","N")||a.is(e,"UI","N"))&&!(a.is(e,"AV","N")&&a.is(e,"PR","N")&&a.is(e,"UI","N"))&&!a.is(e,"AV","P"))),new i.EQ("2",5,["AV:P/PR:N/UI:N","AV:A/PR:L/UI:P"],(e=>a.is(e,"AV","P")||!(a.is(e,"AV","N")||a.is(e,"PR","N")||a.is(e,"UI","N"))))],n.EQ2_DEFINITIONS=[new i.EQ("0",1,["AC:L/AT:N"],(e=>a.is(e,"AC","L")&&a.is(e,"AT","N"))),new i.EQ("1",2,["AC:H/AT:N","AC:L/AT:P"],(e=>!(a.is(e,"AC","L")&&a.is(e,"AT","N"))))],n.EQ3_DEFINITIONS=[new i.EQ("0",-1,["VC:H/VI:H/VA:H"],(e=>a.is(e,"VC","H")&&a.is(e,"VI","H"))),new i.EQ("1",-1,["VC:L/VI:H/VA:H","VC:H/VI:L/VA:H"],(e=>!(a.is(e,"VC","H")&&a.is(e,"VI","H"))&&(a.is(e,"VC","H")||a.is(e,"VI","H")||a.is(e,"VA","H")))),new i.EQ("2",-1,["VC:L/VI:L/VA:L"],(e=>!(a.is(e,"VC","H")||a.is(e,"VI","H")||a.is(e,"VA","H"))))],n.EQ4_DEFINITIONS=[new i.EQ("0",6,["SC:H/SI:S/SA:S"],(e=>a.is(e,"MSI","S")||a.is(e,"MSA","S"))),new i.EQ("1",5,["SC:H/SI:H/SA:H"],(e=>!(a.is(e,"MSI","S")&&a.is(e,"MSA","S"))&&(a.is(e,"SC","H")||a.is(e,"SI","H")||a.is(e,"SA","H")))),new i.EQ("2",4,["SC:L/SI:L/SA:L"],(e=>!(a.is(e,"MSI","S")&&a.is(e,"MSA","S")||a.is(e,"SC","H")||a.is(e,"SI","H")||a.is(e,"SA","H"))))],n.EQ5_DEFINITIONS=[new i.EQ("0",1,["E:A"],(e=>a.is(e,"E","A"))),new i.EQ("1",1,["E:P"],(e=>a.is(e,"E","P"))),new i.EQ("2",1,["E:U"],(e=>a.is(e,"E","U")))],n.EQ6_DEFINITIONS=[new i.EQ("0",-1,["AV:N/PR:N/UI:N"],(e=>a.is(e,"CR","H")&&a.is(e,"VC","H")||a.is(e,"IR","H")&&a.is(e,"VI","H")||a.is(e,"AR","H")&&a.is(e,"VA","H"))),new i.EQ("1",-1,["VC:H/VI:H/VA:H/CR:M/IR:M/AR:M","VC:H/VI:H/VA:L/CR:M/IR:M/AR:H","VC:H/VI:L/VA:H/CR:M/IR:H/AR:M","VC:H/VI:L/VA:L/CR:M/IR:H/AR:H","VC:L/VI:H/VA:H/CR:H/IR:M/AR:M","VC:L/VI:H/VA:L/CR:H/IR:M/AR:H","VC:L/VI:L/VA:H/CR:H/IR:H/AR:M","VC:L/VI:L/VA:L/CR:H/IR:H/AR:H"],(e=>!(a.is(e,"CR","H")&&a.is(e,"VC","H")||a.is(e,"IR","H")&&a.is(e,"VI","H")||a.is(e,"AR","H")&&a.is(e,"VA","H"))))],n.JOINT_EQ3_EQ6_DEFINITIONS=[new i.EQ("00",7,["VC:H/VI:H/VA:H/CR:H/IR:H/AR:H"],(e=>a.is(e,"VC","H")&&a.is(e,"VI","H")&&(a.is(e,"CR","H")||a.is(e,"IR","H")||a.is(e,"AR","H")&&a.is(e,"VA","H")))),new i.EQ("01",6,["VC:H/VI:H/VA:L/CR:M/IR:M/AR:H","VC:H/VI:H/VA:H/CR:M/IR:M/AR:M"],(e=>a.is(e,"VC","H")&&a.is(e,"VI","H")&&!(a.is(e,"CR","H")||a.is(e,"IR","H"))&&!(a.is(e,"AR","H")&&a.is(e,"VA","H")))),new i.EQ("10",8,["VC:L/VI:H/VA:H/CR:H/IR:H/AR:H","VC:H/VI:L/VA:H/CR:H/IR:H/AR:H"],(e=>!(a.is(e,"VC","H")&&a.is(e,"VI","H"))&&(a.is(e,"VC","H")||a.is(e,"VI","H")||a.is(e,"VA","H"))&&(a.is(e,"CR","H")&&a.is(e,"VC","H")||a.is(e,"IR","H")&&a.is(e,"VI","H")||a.is(e,"AR","H")&&a.is(e,"VA","H")))),new i.EQ("11",8,["VC:L/VI:H/VA:L/CR:H/IR:M/AR:H","VC:L/VI:H/VA:H/CR:H/IR:M/AR:M","VC:H/VI:L/VA:H/CR:M/IR:H/AR:M","VC:H/VI:L/VA:L/CR:M/IR:H/AR:H","VC:L/VI:L/VA:H/CR:H/IR:H/AR:M"],(e=>!(a.is(e,"VC","H")&&a.is(e,"VI","H"))&&(a.is(e,"VC","H")||a.is(e,"VI","H")||a.is(e,"VA","H"))&&!(a.is(e,"CR","H")&&a.is(e,"VC","H"))&&!(a.is(e,"IR","H")&&a.is(e,"VI","H"))&&!(a.is(e,"AR","H")&&a.is(e,"VA","H")))),new i.EQ("20",0,[],(e=>!1)),new i.EQ("21",10,["VC:L/VI:L/VA:L/CR:H/IR:H/AR:H"],(e=>!(a.is(e,"VC","H")||a.is(e,"VI","H")||a.is(e,"VA","H")||a.is(e,"CR","H")&&a.is(e,"VC","H")||a.is(e,"IR","H")&&a.is(e,"VI","H")||a.is(e,"AR","H")&&a.is(e,"VA","H"))))]},987:(e,t,o)=>{Object.defineProperty(t,"__esModule",{value:!0}),t.Cvss4P0=void 0;const a=o(154),i=o(972),s=o(904),n=o(759),r=o(730),c=o(951);class l extends a.CvssVector{constructor(e){super(e),this.ROUNDING_EPSILON=Math.pow(10,-6)}getRegisteredComponents(){return n.Cvss4P0Components.REGISTERED_COMPONENTS_EDITOR_ORDER}getVectorStringOrderProperties(){return n.Cvss4P0Components.REGISTERED_COMPONENTS_VECTOR_STRING_ORDER}getVectorPrefix(){return"CVSS:4.0/"}getVectorName(){return"CVSS:4.0"}fillAverageVector(){this.applyVector("AV:A/AC:L/AT:N/PR:N/UI:N/VC:L/VI:L/VA:L/SC:L/SI:L/SA:L")}fillRandomBaseVector(){const e=n.Cvss4P0Components.BASE_CATEGORY_VALUES;for(let t=0;t<e.length;t++){const o=e[t],a=super.pickRandomDefinedComponentValue(o);if(!a)return console.warn("Failed to pick random vector component for",o,", filling average vector instead"),void this.fillAverageVector();this.applyComponent(o,a)}}calculateScoresInternal(e=!1){const t=this.isAnyEnvironmentalDefined(),o=this.isAnyThreatDefined(),a=this.calculateOverallScore();let i,s,r;if(t||o){const e=this.clone();e.clearSpecifiedComponents(n.Cvss4P0Components.THREAT_CATEGORY_VALUES),e.clearSpecifiedComponents(n.Cvss4P0Components.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY_VALUES),e.clearSpecifiedComponents(n.Cvss4P0Components.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY_VALUES),i=e.calculateOverallScore()}else i=a;if(t)if(o){const e=this.clone();e.clearSpecifiedComponents(n.Cvss4P0Components.THREAT_CATEGORY_VALUES),s=e.calculateOverallScore()}else s=a;if(o)if(t){const e=this.clone();e.clearSpecifiedComponents(n.Cvss4P0Components.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY_VALUES),e.clearSpecifiedComponents(n.Cvss4P0Components.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY_VALUES),r=e.calculateOverallScore()}else r=a;return{normalized:e,overall:a,base:a,baseMetricsOnly:i,environmental:s,threat:r,vector:this.toString()}}toString(e=!1,t=this.getVectorStringOrderProperties(),o=!1){return super.toString(e,t,o)}calculateOverallScore(){if(!this.isBaseFullyDefined())return 0;if(["VC","VI","VA","SC","SI","SA"].map((e=>i.Cvss4P0MacroVector.getComparisonMetric(this,e))).every((e=>"N"===e.shortName)))return 0;const e=this.getMacroVector(),t=e.getLookupTableScore(),o=(0,s.getEqImplementations)();(e.getEq3().getLevel()+e.getEq6().getLevel()).toLowerCase()!==e.getJointEq3AndEq6().getLevel().toLowerCase()&&console.warn(`CVSS 4.0: Joint Eq3 and Eq6 level [${e.getJointEq3AndEq6().getLevel()}] does not match Eq3 [${e.getEq3().getLevel()}] and Eq6 [${e.getEq6().getLevel()}]`);const a=o.map((t=>t.getHighestSeverityVectors(e))),n=this.generateCvssPermutations(a[0],a[1],a[2],a[3],a[4]);if(0===n.length)return console.warn(`No max vectors found for ${e}`),0;const r=this.calculateSeverityDistancesByComparingToHighestSeverityVectors(n),c=new m;for(const a of o){const o=a.deriveNextLowerMacro(e),i=t-a.lookupScoresForNextLowerMacro(o),s=a.lookupMacroVectorDepth(e),n=a.getRelevantAttributes().map((e=>r.get(e)||0)).reduce(((e,t)=>e+t),0);if(!isNaN(i)&&0!==s){const e=n/s*i;c.add(e)}}const l=t-c.get(0);return l<0?0:l>10?10:this.roundToDecimalPlaces(l)}roundToDecimalPlaces(e){return Math.round(10*(e+this.ROUNDING_EPSILON))/10}generateCvssPermutations(e,t,o,a,i){const s=[];return e.forEach((e=>{t.forEach((t=>{o.forEach((o=>{a.forEach((a=>{i.forEach((i=>{const n=`${e}/${t}/${o}/${a}/${i}`;s.push(new l(n))}))}))}))}))})),s}severityDistance(e,t,o,a){const i="X"===t.shortName?void 0===e.worseCaseValue?t:e.worseCaseValue:t,s="X"===a.shortName?void 0===o.worseCaseValue?a:o.worseCaseValue:a;let n,r,c,l;if(e!==o){const t=e.name.startsWith("Modified"),a=o.name.startsWith("Modified");if(t&&!a){const t=e.values.find((e=>e.shortName===s.shortName));if(!t)throw new Error("Cannot find modified value for "+s);r=i,l=t,n=e,c=e}else{if(t||!a)return console.warn(`Cannot compute severity distance for [${i}] and [${s}], assuming distance is 0`),0;{const e=o.values.find((e=>e.shortName===i.shortName));if(!e)throw new Error("Cannot find modified value for "+i);r=e,l=s,n=o,c=o}}}else r=i,l=s,n=e,c=o;return n.values.indexOf(r)-c.values.indexOf(l)}severityDistanceBetweenComponents(e,t,o,a){const i=e.values.find((e=>e.shortName===t.shortName)),s=o.values.find((e=>e.shortName===a.shortName));if(!i)throw new Error(`Cannot find component values for ${e.name} with short name ${t.shortName} in ${e.values.map((e=>e.shortName)).join(", ")}`);if(!s)throw new Error(`Cannot find component values for ${o.name} with short name ${a.shortName} in ${o.values.map((e=>e.shortName)).join(", ")}`);return e.values.indexOf(i)-o.values.indexOf(s)}severityDistanceToVector(e){let t=0;return n.Cvss4P0Components.REGISTERED_COMPONENTS_EDITOR_ORDER.forEach((o=>{o.forEach((o=>{const a=this.getComponent(o),i=e.getComponent(o);t+=this.severityDistanceBetweenComponents(o,a,o,i)}))})),t}calculateSeverityDistancesByComparingToHighestSeverityVectors(e){const t=new Map;for(const o of e){t.set("AV",this.severityDistanceBetweenComponents(n.Cvss4P0Components.AV,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.AV),n.Cvss4P0Components.AV,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.AV))),t.set("PR",this.severityDistanceBetweenComponents(n.Cvss4P0Components.PR,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.PR),n.Cvss4P0Components.PR,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.PR))),t.set("UI",this.severityDistanceBetweenComponents(n.Cvss4P0Components.UI,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.UI),n.Cvss4P0Components.UI,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.UI))),t.set("AC",this.severityDistanceBetweenComponents(n.Cvss4P0Components.AC,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.AC),n.Cvss4P0Components.AC,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.AC))),t.set("AT",this.severityDistanceBetweenComponents(n.Cvss4P0Components.AT,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.AT),n.Cvss4P0Components.AT,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.AT))),t.set("VC",this.severityDistanceBetweenComponents(n.Cvss4P0Components.VC,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.VC),n.Cvss4P0Components.VC,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.VC))),t.set("VI",this.severityDistanceBetweenComponents(n.Cvss4P0Components.VI,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.VI),n.Cvss4P0Components.VI,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.VI))),t.set("VA",this.severityDistanceBetweenComponents(n.Cvss4P0Components.VA,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.VA),n.Cvss4P0Components.VA,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.VA))),t.set("SC",this.severityDistanceBetweenComponents(n.Cvss4P0Components.SC,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.SC),n.Cvss4P0Components.SC,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.SC))),t.set("CR",this.severityDistanceBetweenComponents(n.Cvss4P0Components.CR,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.CR),n.Cvss4P0Components.CR,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.CR))),t.set("IR",this.severityDistanceBetweenComponents(n.Cvss4P0Components.IR,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.IR),n.Cvss4P0Components.IR,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.IR))),t.set("AR",this.severityDistanceBetweenComponents(n.Cvss4P0Components.AR,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.AR),n.Cvss4P0Components.AR,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.AR)));const e=this.getComponent(n.Cvss4P0Components.SI)===n.Cvss4P0Components.SUBSEQUENT_SYSTEM_INTEGRITY_MODIFIED_VALUES.S?"MSI":"SI",a=this.getComponent(n.Cvss4P0Components.SA)===n.Cvss4P0Components.SUBSEQUENT_SYSTEM_AVAILABILITY_MODIFIED_VALUES.S?"MSA":"SA";if(t.set(e,this.severityDistanceBetweenComponents(n.Cvss4P0Components.SI,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.SI),n.Cvss4P0Components.SI,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.SI))),t.set(a,this.severityDistanceBetweenComponents(n.Cvss4P0Components.SA,i.Cvss4P0MacroVector.getComparisonMetricComponent(this,n.Cvss4P0Components.SA),n.Cvss4P0Components.SA,i.Cvss4P0MacroVector.getComparisonMetricComponent(o,n.Cvss4P0Components.SA))),!Array.from(t.values()).some((e=>e<0)))break;t.clear()}return 0===t.size&&console.warn(`No severity distances found for [${this.toString()}]`),t}getNomenclature(){let e="CVSS-B";return this.isCategoryPartiallyDefined(n.Cvss4P0Components.THREAT_CATEGORY)&&(e+="T"),(this.isCategoryPartiallyDefined(n.Cvss4P0Components.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY)||this.isCategoryPartiallyDefined(n.Cvss4P0Components.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY))&&(e+="E"),e}getMacroVector(){return i.Cvss4P0MacroVector.fromVector(this)}isBaseFullyDefined(){return super.isCategoryFullyDefined(n.Cvss4P0Components.BASE_CATEGORY)}isAnyBaseDefined(){return super.isCategoryPartiallyDefined(c.Cvss3P1Components.BASE_CATEGORY)}isThreatFullyDefined(){return super.isCategoryFullyDefined(n.Cvss4P0Components.THREAT_CATEGORY)}isAnyThreatDefined(){return super.isCategoryPartiallyDefined(n.Cvss4P0Components.THREAT_CATEGORY)}isAnyEnvironmentalDefined(){return super.isCategoryPartiallyDefined(n.Cvss4P0Components.ENVIRONMENTAL_MODIFIED_BASE_CATEGORY)||super.isCategoryPartiallyDefined(n.Cvss4P0Components.ENVIRONMENTAL_SECURITY_REQUIREMENT_CATEGORY)}getJsonSchemaSeverity(e){return 0===e||isNaN(e)?"NONE":e<=3.9?"LOW":e<=6.9?"MEDIUM":e<=8.9?"HIGH":"CRITICAL"}createJsonSchema(){const e=this.calculateScores();return{version:"4.0",vectorString:this.toString(),baseScore:e.overall,baseSeverity:this.getJsonSchemaSeverity(e.overall),attackVector:this.getComponent(n.Cvss4P0Components.AV).jsonSchemaName,attackComplexity:this.getComponent(n.Cvss4P0Components.AC).jsonSchemaName,attackRequirements:this.getComponent(n.Cvss4P0Components.AT).jsonSchemaName,privilegesRequired:this.getComponent(n.Cvss4P0Components.PR).jsonSchemaName,userInteraction:this.getComponent(n.Cvss4P0Components.UI).jsonSchemaName,vulnConfidentialityImpact:this.getComponent(n.Cvss4P0Components.VC).jsonSchemaName,vulnIntegrityImpact:this.getComponent(n.Cvss4P0Components.VI).jsonSchemaName,vulnAvailabilityImpact:this.getComponent(n.Cvss4P0Components.VA).jsonSchemaName,subConfidentialityImpact:this.getComponent(n.Cvss4P0Components.SC).jsonSchemaName,subIntegrityImpact:this.getComponent(n.Cvss4P0Components.SI).jsonSchemaName,subAvailabilityImpact:this.getComponent(n.Cvss4P0Components.SA).jsonSchemaName,exploitMaturity:this.getComponent(n.Cvss4P0Components.E).jsonSchemaName,confidentialityRequirement:this.getComponent(n.Cvss4P0Components.CR).jsonSchemaName,integrityRequirement:this.getComponent(n.Cvss4P0Components.IR).jsonSchemaName,availabilityRequirement:this.getComponent(n.Cvss4P0Components.AR).jsonSchemaName,modifiedAttackVector:this.getComponent(n.Cvss4P0Components.MAV).jsonSchemaName,modifiedAttackComplexity:this.getComponent(n.Cvss4P0Components.MAC).jsonSchemaName,modifiedAttackRequirements:this.getComponent(n.Cvss4P0Components.MAT).jsonSchemaName,modifiedPrivilegesRequired:this.getComponent(n.Cvss4P0Components.MPR).jsonSchemaName,modifiedUserInteraction:this.getComponent(n.Cvss4P0Components.MUI).jsonSchemaName,modifiedVulnConfidentialityImpact:this.getComponent(n.Cvss4P0Components.MVC).jsonSchemaName,modifiedVulnIntegrityImpact:this.getComponent(n.Cvss4P0Components.MVI).jsonSchemaName,modifiedVulnAvailabilityImpact:this.getComponent(n.Cvss4P0Components.MVA).jsonSchemaName,modifiedSubConfidentialityImpact:this.getComponent(n.Cvss4P0Components.MSC).jsonSchemaName,modifiedSubIntegrityImpact:this.getComponent(n.Cvss4P0Components.MSI).jsonSchemaName,modifiedSubAvailabilityImpact:this.getComponent(n.Cvss4P0Components.MSA).jsonSchemaName,Safety:this.getComponent(n.Cvss4P0Components.S).jsonSchemaName,Automatable:this.getComponent(n.Cvss4P0Components.AU).jsonSchemaName,Recovery:this.getComponent(n.Cvss4P0Components.R).jsonSchemaName,valueDensity:this.getComponent(n.Cvss4P0Components.V).jsonSchemaName,vulnerabilityResponseEffort:this.getComponent(n.Cvss4P0Components.RE).jsonSchemaName,providerUrgency:this.getComponent(n.Cvss4P0Components.U).jsonSchemaName}}}t.Cvss4P0=l,r.EQ.createCvssInstance=e=>new l(e);class m{constructor(){this.sum=0,this.count=0}add(e){this.sum+=e,this.count++}get(e){return 0==this.count?e:this.sum/this.count}}}},t={};return function o(a){var i=t[a];if(void 0!==i)return i.exports;var s=t[a]={exports:{}};return e[a].call(s.exports,s,s.exports,o),s.exports}(156)})()));

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");
;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");
;// CONCATENATED MODULE: ./build/shared/evidence/in-order.js
/** What `inOrder` gives for data that JavaScript objects cannot hold in canonical order, or that is no plain data. */
const NOT_PLAIN = Symbol('not plain');
/** A Date, Map or class instance would be written by its toJSON or as {}: neither is what its author meant. */
function isPlain(object) {
    const prototype = Object.getPrototypeOf(object);
    return prototype === Object.prototype || prototype === null;
}
/** A copy of plain data whose keys stand in UTF-16 order, or NOT_PLAIN as soon as one part cannot be copied so. */
function inOrder(value, depth, orders = new Map()) {
    switch (typeof value) {
        case 'string':
        case 'boolean':
            return value;
        case 'number':
            return Number.isFinite(value) ? value : NOT_PLAIN;
        case 'object':
            if (value === null)
                return null;
            if (depth === 0)
                return NOT_PLAIN;
            return Array.isArray(value) ? arrayInOrder(value, depth, orders) : objectInOrder(value, depth, orders);
        default:
            return NOT_PLAIN;
    }
}
function arrayInOrder(items, depth, orders) {
    const copy = [];
    for (let index = 0; index < items.length; index++) {
        const item = inOrder(items[index], depth - 1, orders);
        if (item === NOT_PLAIN)
            return NOT_PLAIN;
        copy.push(item);
    }
    return copy;
}
function objectInOrder(object, depth, orders) {
    if (!isPlain(object))
        return NOT_PLAIN;
    const source = object;
    const copy = {};
    for (const key of sortedKeys(Object.keys(object), orders)) {
        if (isSpecial(key))
            return NOT_PLAIN;
        const member = inOrder(source[key], depth - 1, orders);
        if (member === NOT_PLAIN)
            return NOT_PLAIN;
        copy[key] = member;
    }
    return copy;
}
/** Engines list integer-like keys first and in order of number; assigning `__proto__` sets a prototype, no key. */
const isSpecial = (key) => key === '__proto__' || (key >= '0' && key < ':' && /^(?:0|[1-9][0-9]*)$/.test(key));
function sortedKeys(keys, orders) {
    const first = keys[0] ?? '';
    const known = orders.get(first);
    if (known !== undefined && sameKeys(known.keys, keys))
        return known.sorted;
    // Without a comparator, sort compares UTF-16 code units, which is what RFC 8785 (3.2.3) asks for.
    const sorted = [...keys].sort();
    orders.set(first, { keys, sorted });
    return sorted;
}
function sameKeys(a, b) {
    if (a.length !== b.length)
        return false;
    for (let index = 0; index < a.length; index++)
        if (a[index] !== b[index])
            return false;
    return true;
}

;// CONCATENATED MODULE: ./build/shared/evidence/canonical.js

/** Deeper than any evidence of ours (about ten levels), far from the stack's end. A cycle ends here too. */
const MAX_DEPTH = 200;
/** What cannot be written as RFC 8785 JSON. A mistake of ours, never of the user: every edge hands in plain data. */
class NotCanonical extends Error {
    name = 'NotCanonical';
    /** `lone-surrogate` is the one that outside text can cause: see `wellFormed`. */
    reason;
    constructor(reason, message) {
        super(message);
        this.reason = reason;
    }
}
/**
 * RFC 8785 (JCS): no white space, keys sorted by UTF-16 code units, numbers and strings as ECMAScript writes them.
 * Nothing is dropped or replaced in silence: what JSON cannot say is an error, a lone surrogate too (RFC 8785, 3.2.2.2).
 * Two roads to the same text: native `JSON.stringify` over objects put in order is four times as fast, and `write` does
 * what that cannot (integer-like keys, `__proto__`) and says what is wrong and where.
 * @throws NotCanonical with the path of the value
 */
function canonical_canonicalJson(value) {
    const ordered = inOrder(value, MAX_DEPTH);
    const text = ordered === NOT_PLAIN ? undefined : JSON.stringify(ordered);
    // JSON.stringify writes a lone surrogate as \udXXX. The same letters can also be innocent text: `write` tells them apart.
    return text === undefined || text.includes('\\ud') ? write(value, []) : text;
}
function write(value, trail) {
    switch (typeof value) {
        case 'string':
            return quote(value, trail);
        case 'number':
            // `${-0}` is "0", as the RFC wants; NaN and Infinity have no JSON, and JSON.stringify would write null.
            if (!Number.isFinite(value))
                throw refusal('not-json', `${value}`, trail);
            return `${value}`;
        case 'boolean':
            return `${value}`;
        case 'object':
            if (value === null)
                return 'null';
            if (trail.length >= MAX_DEPTH)
                throw refusal('too-deep', `more than ${MAX_DEPTH} levels`, trail);
            return Array.isArray(value) ? writeArray(value, trail) : writeObject(value, trail);
        default:
            throw refusal('not-json', `a value of type ${typeof value}`, trail);
    }
}
function writeArray(items, trail) {
    // Array.from visits holes too, as undefined; map would skip them.
    return `[${Array.from(items, (item, index) => within(index, trail, () => write(item, trail))).join(',')}]`;
}
function writeObject(object, trail) {
    if (!isPlain(object))
        throw refusal('not-json', 'an object with a class', trail);
    const members = Object.entries(object)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => within(key, trail, () => `${quote(key, trail)}:${write(member, trail)}`));
    return `{${members.join(',')}}`;
}
function within(step, trail, run) {
    trail.push(step);
    const text = run();
    trail.pop();
    return text;
}
function quote(text, trail) {
    if (!text.isWellFormed())
        throw refusal('lone-surrogate', 'text with half of a surrogate pair', trail);
    return JSON.stringify(text);
}
function refusal(reason, what, trail) {
    const path = trail.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step.toWellFormed()}`)).join('');
    return new NotCanonical(reason, `${what} at $${path.slice(0, 300)} cannot be written as canonical JSON`);
}
/**
 * The same plain data with every lone surrogate, in text and keys, replaced by U+FFFD: what UTF-8 would make of it anyway.
 * For the edge where evidence is sealed: a scanner's file may say "\ud800", and that must not end the gate.
 */
function wellFormed(value) {
    if (typeof value === 'string')
        return value.toWellFormed();
    if (Array.isArray(value))
        return value.map(wellFormed);
    if (typeof value !== 'object' || value === null)
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toWellFormed(), wellFormed(member)]));
}

;// CONCATENATED MODULE: ./build/shared/evidence/digest.js


/** Lower-case hex, as `sha256sum` prints it. */
const digest_sha256 = (bytes) => (0,external_node_crypto_namespaceObject.hash)('sha256', bytes);
/**
 * The policy in one digest: of a single file, its own (`sha256sum .github/production.yml`); of a file that extends
 * others, the SHA-256 of the canonical JSON list of all digests, in the order of `parts`.
 */
function policyDigest(digests) {
    const [only, ...others] = digests;
    return only !== undefined && others.length === 0 ? only : digest_sha256(canonical_canonicalJson(digests));
}
const digest_digestsOf = (parts) => parts.map((part) => part.sha256);

;// CONCATENATED MODULE: ./build/shared/policy/duration.js
const MILLISECONDS = {
    s: 1_000,
    m: 60_000,
    h: 3_600_000,
    d: 86_400_000,
    w: 604_800_000,
    // 365.25 days: seven years are then 2,556.75 days, which rounds up to the 2,557 a WORM store must be set to.
    y: 31_557_600_000,
};
/** What a JSON Schema can say about a duration; `parseDuration` also bounds it. */
const DURATION_PATTERN = /^[0-9]+[smhdwy]$/;
/**
 * `15m`, `24h`, `90d`, `7y`: one whole number and one unit of s, m, h, d, w, y (a year is 365.25 days).
 * @returns milliseconds, or undefined for anything else: fractions, bare numbers, signs, spaces, or more
 * milliseconds than a double holds exactly
 */
function parseDuration(text) {
    if (!DURATION_PATTERN.test(text))
        return undefined;
    const unit = text.at(-1);
    const milliseconds = Number(text.slice(0, -1)) * MILLISECONDS[unit];
    return Number.isSafeInteger(milliseconds) ? milliseconds : undefined;
}

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/github-evidence.js
/** Reasons of security-gate about what GitHub itself knows: analyses, alerts, dependency changes, artifacts. */
const GITHUB_EVIDENCE = {
    'security-gate/analysis-failed': {
        means: 'blind',
        title: 'GitHub could not process an analysis',
        why: 'Findings of an analysis that failed are only those GitHub got to.',
        remedy: 'Read the tool status page of code scanning, mend the cause and run the scan again.',
    },
    'security-gate/alerts-unreadable': {
        means: 'blind',
        title: 'Alerts on GitHub could not be read',
        why: 'An alert that is not shown looks exactly like one that does not exist.',
        remedy: 'Give the token the permission named here, or switch the feature on.',
    },
    'security-gate/compare-partial': {
        means: 'blind',
        title: 'GitHub does not know all dependencies of the change',
        why: 'A dependency without a snapshot looks like one that did not change.',
        remedy: 'Submit the snapshots that are missing, or hand in the report of a dependency scan for this commit.',
    },
    'security-gate/artifact-expired': {
        means: 'blind',
        title: 'An artifact has expired',
        why: 'GitHub has deleted the report; nobody can know what it said.',
        remedy: 'Run the workflow that uploads it again.',
    },
    'security-gate/artifact-digest': {
        means: 'blind',
        title: 'An artifact is not what was uploaded',
        why: 'Its bytes do not have the digest GitHub names, or GitHub names none.',
        remedy: 'Run the workflow that uploads it again; if it stays so, look at what stands between GitHub and the runner.',
    },
    'security-gate/artifact-unreadable': {
        means: 'blind',
        title: 'An artifact cannot be unpacked or read',
        why: 'A report that was not read could hold any finding.',
        remedy: 'Upload the reports alone, with `actions/upload-artifact`, and run the workflow again.',
    },
    'security-gate/debt-overdue': {
        means: 'block',
        title: 'An inherited finding is overdue',
        why: 'It was there before the change, and its time to be mended has run out.',
        remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/inherited-debt': {
        means: 'warn',
        title: 'An inherited finding',
        why: 'The change did not bring it in; it blocks from the day it is due.',
        remedy: 'Mend it before it is due.',
    },
    'security-gate/dismissal-not-allowed': {
        means: 'warn',
        title: 'A dismissed alert counts all the same',
        why: 'Anyone with write access can dismiss an alert; only the roles in `security-gate.dismissals.by` settle one.',
        remedy: 'Let a person with such a role dismiss it, mend it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/dismissal-accepted': {
        means: 'note',
        title: 'Dismissed alerts that do not count',
        why: 'A person whom the policy names dismissed them, or they are older than `security-gate.dismissals.accept-before`.',
        remedy: 'Check now and then that the reasons still hold.',
    },
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/security-gate/change.js
/** What is judged, and by whose word. */
const CHANGE = {
    'security-gate/policy-untrusted': {
        means: 'blind',
        title: 'The policy could have been written by the author of the change',
        why: 'On a pull request the workspace is the author’s: a policy read from it could allow anything.',
        remedy: 'Give the gate a token that can read the live tip of the base branch, or run it on push.',
    },
    'security-gate/pull-unreadable': {
        means: 'blind',
        title: 'The pull request could not be read',
        why: 'Its head, base and reviews decide what is judged and by which policy.',
        remedy: 'Give the gate the permission named here, or run it again when GitHub answers.',
    },
    'security-gate/pull-moved': {
        means: 'blind',
        title: 'The pull request is no longer what this run began with',
        why: 'A verdict about what it was would stand beside what it is now.',
        remedy: 'Nothing, if a run for the new state has begun; otherwise run the gate again.',
    },
    'security-gate/change-unreadable': {
        means: 'blind',
        title: 'The change could not be read from git',
        why: 'Without its files nobody can tell what it rewrites, nor which policy holds.',
        remedy: 'Give the gate `contents: read`, or run it again when GitHub answers.',
    },
    'security-gate/base-ungoverned': {
        means: 'blind',
        title: 'The base is no branch that the policy of the default branch stands behind',
        why: 'What passes against a branch that anybody may write could be carried to another base.',
        remedy: 'Protect the branch and name it in the default branch’s policy under `environments`, `release` or `enforcement.branch`, or run the gate only for branches that are.',
    },
    'security-gate/gate-outdated': {
        means: 'blind',
        title: 'The workflow that runs this gate is not the one of the default branch',
        why: 'An old or edited workflow may leave out what the current one checks.',
        remedy: 'Start a new run instead of running an old one again; on `pull_request`, bring the branch up to date with its base.',
    },
    'security-gate/producer-untrusted': {
        means: 'blind',
        title: 'The author of the change could have written a report',
        why: 'A scan job that the change itself has rewritten can print any clean report.',
        remedy: 'Let an unchanged workflow scan and fetch its artifact with the input `artifacts`; or bring the branch up to date; or have role `security` approve the rewritten files on this head.',
    },
    'security-gate/suppression-added': {
        means: 'block',
        title: 'The change tells a scanner to be silent',
        why: 'What the author of a change suppresses in it, nobody has reviewed as an exception.',
        remedy: 'Take it out and record an exception, or have role `security` approve this head.',
    },
    'security-gate/base-unprotected': {
        means: 'warn',
        title: 'The branch is not protected',
        why: 'Whoever may push can go past this gate, and change its policy.',
        remedy: 'Protect it by a ruleset that requires this check.',
    },
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/security-gate/exceptions.js
/** What may let findings through. */
const EXCEPTIONS = {
    'security-gate/exceptions-unreadable': {
        means: 'blind',
        title: 'The exceptions file cannot be used',
        why: 'Its entries decide what may pass.',
        remedy: 'Correct the lines named here.',
    },
    'security-gate/vex-unreadable': {
        means: 'blind',
        title: 'A VEX document cannot be used',
        why: 'Its statements decide what may pass.',
        remedy: 'Correct it, or take it out of `security-gate.vex`.',
    },
    'security-gate/exceptions-too-many': {
        means: 'block',
        title: 'More exceptions are open than the policy allows',
        why: 'A long list of exceptions is a gate that is switched off slowly.',
        remedy: 'Mend the oldest and delete their entries.',
    },
    'security-gate/exception-unverified': {
        means: 'warn',
        title: 'An exception is in use that nobody has confirmed',
        why: 'A name in a file is not a signature: who approved it is judged on GitHub, and it never clears a critical finding.',
        remedy: 'Let the gate run with a token that can read pull requests, so that it can see who approved the entry.',
    },
    'security-gate/exception-expired': {
        means: 'warn',
        title: 'An exception has expired',
        why: 'It has no effect any more.',
        remedy: 'Mend the finding, or have the entry renewed by its approver.',
    },
    'security-gate/exception-void': {
        means: 'warn',
        title: 'An exception has no effect',
        why: 'It runs longer than the policy allows, or covers what no exception may cover.',
        remedy: 'Correct the entry as its detail says.',
    },
    'security-gate/exception-unmatched': {
        means: 'warn',
        title: 'An exception matches nothing',
        why: 'What it was for is gone, or its pattern is wrong.',
        remedy: 'Delete it, or correct it.',
    },
    'security-gate/vex-void': {
        means: 'warn',
        title: 'A VEX statement has no effect',
        why: 'It says not_affected without a justification, or its products do not match.',
        remedy: 'Add the justification or the impact statement.',
    },
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/security-gate/findings.js
/** What scanners found. */
const FINDINGS = {
    'security-gate/secret-found': {
        means: 'block',
        title: 'A secret is in the code',
        why: 'Whoever can read the repository, or ever could, can use it.',
        remedy: 'Revoke it first, then remove it; removing alone leaves it in the history.',
    },
    'security-gate/vulnerable-dependency': {
        means: 'block',
        title: 'A dependency has a known vulnerability',
        why: 'The way to attack it is public.',
        remedy: 'Update to a version that mends it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/malicious-package': {
        means: 'block',
        title: 'A dependency is known malware',
        why: 'Installing it runs its author’s code.',
        remedy: 'Remove it, rebuild every machine that installed it and revoke what they could reach.',
    },
    'security-gate/code-weakness': {
        means: 'block',
        title: 'The code has a weakness',
        why: 'A scanner can see how it could be attacked.',
        remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/misconfiguration': {
        means: 'block',
        title: 'The configuration is insecure',
        why: 'It is deployed as it stands here.',
        remedy: 'Correct it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/severity-unknown': {
        means: 'block',
        title: 'A finding without a readable severity',
        why: 'Nobody has said that it is harmless.',
        remedy: 'Look it up, then mend it or record an exception with owner, ticket and expiry.',
    },
    'security-gate/suppressed-in-report': {
        means: 'block',
        title: 'The report itself says that a severe finding does not count',
        why: 'A comment in the code or a scanner’s own list is not a reviewed exception.',
        remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
    },
    'security-gate/below-the-bar': {
        means: 'note',
        title: 'A finding below the bar',
        why: 'The policy does not block this severity.',
        remedy: 'Mend it when you are near.',
    },
    'security-gate/quality': {
        means: 'warn',
        title: 'A quality finding',
        why: 'It is about maintainability and does not block.',
        remedy: 'Mend it when you are near.',
    },
    'security-gate/posture': {
        means: 'warn',
        title: 'A finding about how the project is run',
        why: 'It is about the repository’s settings and practice, not about this change.',
        remedy: 'Take it up with the owners of the repository.',
    },
    'security-gate/license': {
        means: 'warn',
        title: 'A licence finding',
        why: 'Licence rules are not part of the security gate.',
        remedy: 'Take it up with whoever owns licence rules.',
    },
    'security-gate/misconfiguration-warning': {
        means: 'warn',
        title: 'The configuration is insecure, and the policy only warns',
        why: '`security-gate.misconfiguration` is `warn`.',
        remedy: 'Correct it.',
    },
    'security-gate/suppression-honoured': {
        means: 'note',
        title: 'The report says that a finding does not count, and the policy honours it',
        why: '`security-gate.sarif-suppressions` is `honor`.',
        remedy: 'Check now and then that the reason still holds.',
    },
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/security-gate/reports.js
/** Scans of this commit: whether they are there, whole and fresh. */
const REPORTS = {
    'security-gate/artifact-missing': {
        means: 'blind',
        title: 'The scan of another workflow is not there',
        why: 'A scan that did not run finds nothing, which looks exactly like clean code.',
        remedy: 'Let that workflow run for this commit and upload the artifact under the name given in `artifacts`.',
    },
    'security-gate/kind-missing': {
        means: 'blind',
        title: 'A required scan is missing',
        why: 'A kind of scan that nobody ran finds nothing, which looks exactly like clean code.',
        remedy: 'Run a scanner of that kind on this commit and add its report to the `reports` input.',
    },
    'security-gate/reports-not-found': {
        means: 'blind',
        title: 'A `reports` pattern matches no file',
        why: 'A scan step that wrote nothing, or wrote elsewhere, must not look like a clean scan.',
        remedy: 'Correct the path, or make the scan step fail when it writes no report.',
    },
    'security-gate/report-empty': {
        means: 'blind',
        title: 'A report is empty',
        why: 'Zero bytes are what a crashed scanner or a full disk leaves behind.',
        remedy: 'Read the scan step’s log and run it again.',
    },
    'security-gate/report-truncated': {
        means: 'blind',
        title: 'A report ends in the middle',
        why: 'What stood in the missing part is unknown.',
        remedy: 'Run the scan again; if it is always cut, look for a disk or artifact size limit.',
    },
    'security-gate/report-malformed': {
        means: 'blind',
        title: 'A report is not what its format says',
        why: 'A report that cannot be read completely could hide any finding.',
        remedy: 'Run the scan again and check that nothing else is written into the file (logs, two tools, a proxy page).',
    },
    'security-gate/report-too-large': {
        means: 'blind',
        title: 'A report is larger than can be read',
        why: 'Half of a report is not evidence.',
        remedy: 'Split the scan, or leave generated and vendored code out of it.',
    },
    'security-gate/report-unknown-format': {
        means: 'blind',
        title: 'No reader knows this format',
        why: 'An unread file could hold any finding.',
        remedy: 'Let the scanner write SARIF 2.1.0 or one of the formats in the README, or take the file out of `reports`.',
    },
    'security-gate/report-wrong-version': {
        means: 'blind',
        title: 'A report is of a version that is not read',
        why: 'Older versions of a format name severities and suppressions differently.',
        remedy: 'Update the scanner so that it writes the version named in the README.',
    },
    'security-gate/report-wrong-kind': {
        means: 'blind',
        title: 'A report does not show the scan it was given for',
        why: 'A secret scan handed in as SAST would satisfy a requirement nobody met.',
        remedy: 'Name the right kind in `reports`, or leave it out: kinds are read from the content.',
    },
    'security-gate/report-unreachable': {
        means: 'blind',
        title: 'A report lies outside the workspace or cannot be opened',
        why: 'A link out of the workspace can point at any file of the machine.',
        remedy: 'Write the report into the workspace as a regular file.',
    },
    'security-gate/report-tracked': {
        means: 'blind',
        title: 'A report is a file of the commit itself',
        why: 'The author of the change could have written it by hand.',
        remedy: 'Delete it from the repository and let the scan step write it.',
    },
    'security-gate/report-unbound': {
        means: 'blind',
        title: 'Nothing says which commit a report is about',
        why: 'Last month’s clean scan looks the same as today’s.',
        remedy: 'Write an envelope beside it in the scan step (`node dist/verify/index.js envelope`, see the README).',
    },
    'security-gate/report-foreign': {
        means: 'blind',
        title: 'A report is about another commit',
        why: 'It proves nothing about the commit that is judged.',
        remedy: 'Scan the commit named here and hand in that report.',
    },
    'security-gate/report-stale': {
        means: 'blind',
        title: 'A report is too old',
        why: 'Advisories appear every day for code that has not moved.',
        remedy: 'Run the workflow that wrote it again.',
    },
    'security-gate/report-undated': {
        means: 'blind',
        title: 'Nothing says when a scan finished',
        why: 'The policy bounds the age of this kind of scan, and an undated one could be years old.',
        remedy: 'Write an envelope beside it in the scan step (`node dist/verify/index.js envelope`, see the README).',
    },
    'security-gate/envelope-invalid': {
        means: 'blind',
        title: 'An envelope cannot be used',
        why: 'It is what binds a report to a commit and a time.',
        remedy: 'Write it again with `node dist/verify/index.js envelope` after the scan has finished.',
    },
    'security-gate/envelope-mismatch': {
        means: 'blind',
        title: 'A report was changed after its envelope was written',
        why: 'What is judged would not be what the scanner wrote.',
        remedy: 'Write the envelope after the last step that touches the report.',
    },
    'security-gate/scan-failed': {
        means: 'blind',
        title: 'A scanner says that it failed',
        why: 'Findings of a failed run are only those it got to.',
        remedy: 'Read the scan step’s log, mend the cause and run it again.',
    },
    'security-gate/scan-unproven': {
        means: 'blind',
        title: 'A failed scan would have written the same clean report',
        why: 'Only the exit code of the scanner says whether it looked at anything.',
        remedy: 'Keep its exit code and hand it to the envelope: `code=0; scanner || code=$?`, then `node dist/verify/index.js envelope --exit-code $code ...`.',
    },
    'security-gate/scan-partial': {
        means: 'blind',
        title: 'A scanner could not read part of the code',
        why: 'Nothing is known of the files it skipped.',
        remedy: 'Mend or exclude the files named here in the scanner’s configuration, then scan again.',
    },
    'security-gate/scan-pending': {
        means: 'block',
        title: 'Evidence is still due',
        why: 'Nothing is known yet of what it will say.',
        remedy: 'Wait for the run named here; the gate is run again when it ends.',
    },
    'security-gate/scan-suspect': {
        means: 'warn',
        title: 'A report has neither rules nor results',
        why: 'It cannot be told from a placeholder that somebody wrote by hand.',
        remedy: 'Let the scanner write its rules into the report.',
    },
    'security-gate/report-note': {
        means: 'note',
        title: 'Something in a report is odd',
        why: 'It changed nothing, but the scanner’s author may want to know.',
        remedy: 'Report it to the scanner’s author.',
    },
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons/security-gate.js





/** In the order in which a run meets them. */
const SECURITY_GATE = {
    ...CHANGE,
    ...REPORTS,
    ...GITHUB_EVIDENCE,
    ...FINDINGS,
    ...EXCEPTIONS,
};

;// CONCATENATED MODULE: ./build/shared/verdict/reasons.js

const REASONS = new Map(Object.entries(SECURITY_GATE));
/** @throws Error for a code that is not in the registry: a gate may not invent reasons on the fly */
function reasonOf(code) {
    const reason = REASONS.get(code);
    if (reason === undefined)
        throw new Error(`Reason ${code} is not in shared/verdict/reasons.ts`);
    return reason;
}

;// CONCATENATED MODULE: ./build/shared/verdict/conclude.js

/**
 * The one place where findings become a conclusion. Precedence: blind > fail > waiting > overridden > pass.
 * Two independent roads lead to `blind`, so that a judge that forgets a finding for a source it needs still cannot
 * pass: the finding's reason says so, or a required source is in any state but `read` or `pending`.
 * @param required ids of the sources without which there is no verdict; an id missing from `sources` is unread
 */
function conclude(findings, sources, required) {
    const needed = required.flatMap((id) => statesOf(id, sources));
    const blocking = findings.filter((finding) => finding.level === 'block');
    // Nothing covers evidence that was not read: an exception or override is about findings.
    const blind = blocking.some((finding) => reasonOf(finding.code).means === 'blind');
    if (blind || needed.some((state) => state !== 'read' && state !== 'pending'))
        return 'blind';
    const open = blocking.filter((finding) => finding.coveredBy === undefined);
    if (open.some((finding) => !finding.waiting))
        return 'fail';
    if (open.length > 0 || needed.includes('pending'))
        return 'waiting';
    return blocking.some((finding) => finding.coveredBy?.startsWith('override:')) ? 'overridden' : 'pass';
}
/** All of them: should two sources share an id, the one that could be read must not hide the other. */
function statesOf(id, sources) {
    const states = sources.filter((source) => source.id === id).map((source) => source.state);
    return states.length > 0 ? states : ['absent'];
}
const LEVELS = { block: 0, warn: 1, note: 2 };
/** Most severe first, then by code, place, key, source and detail: the same findings in any order give the same list. */
function sortFindings(findings) {
    return [...findings].sort((a, b) => LEVELS[a.level] - LEVELS[b.level] ||
        compare(a.code, b.code) ||
        compare(a.place?.path ?? '', b.place?.path ?? '') ||
        (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
        compare(a.key, b.key) ||
        compare(a.source ?? '', b.source ?? '') ||
        compare(a.detail, b.detail));
}
/** By UTF-16 code units: `localeCompare` would depend on the machine. */
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/coverage-problems.js

const newTally = () => ({
    matchedEntries: new Set(),
    entriesOnLiveSecrets: new Set(),
    voidStatements: new Map(),
    relevantStatements: new Set(),
    statementsElsewhere: new Set(),
    used: [],
    refused: [],
});
function entryProblem(entry, { state, detail }) {
    return { code: `security-gate/exception-${state}`, id: entry.id, detail, place: entry.place };
}
function exceptionProblems(live, maxOpen, tally) {
    const problems = live.flatMap(({ entry }) => {
        const { id, owner, place } = entry;
        if (!tally.matchedEntries.has(id)) {
            return [
                { code: 'security-gate/exception-unmatched', id, detail: `It matches no finding. Owner: ${owner}.`, place },
            ];
        }
        if (!tally.entriesOnLiveSecrets.has(id))
            return [];
        const detail = 'It names a secret that a scanner has tried and that works: no exception covers that. Revoke the secret.';
        return [{ code: 'security-gate/exception-void', id, detail, place }];
    });
    if (live.length <= maxOpen)
        return problems;
    const detail = `${live.length} exceptions are open, and the policy allows ${maxOpen}.`;
    return [...problems, { code: 'security-gate/exceptions-too-many', id: 'exceptions', detail }];
}
function vexProblems(tally) {
    const elsewhere = [...tally.statementsElsewhere].filter((id) => !tally.relevantStatements.has(id));
    return [
        ...[...tally.voidStatements].map(([id, detail]) => vexVoid(id, detail)),
        ...elsewhere.map((id) => vexVoid(id, 'It is about a vulnerability that was found, but none of its products is where it was found.')),
    ];
}
const vexVoid = (id, detail) => ({
    code: 'security-gate/vex-void',
    id,
    detail,
    place: { path: documentOf(id) },
});
/** A statement that nobody stands behind. */
const voidStatement = (id, why) => why === undefined ? [] : [vexVoid(id, why)];
const KEYS_SHOWN = 3;
function unverifiedProblems(entries, tally) {
    const places = new Map(entries.map(({ id, place }) => [id, place]));
    const problem = (by, detail) => {
        const id = by.slice(by.indexOf(':') + 1);
        const place = by.startsWith('vex:') ? { path: documentOf(id) } : places.get(id);
        return { code: 'security-gate/exception-unverified', id, detail, ...(place !== undefined && { place }) };
    };
    const used = new Map();
    for (const { by, key } of tally.used)
        used.set(by, (used.get(by) ?? new Set()).add(key));
    const refused = new Map(tally.refused.map(({ by, key }) => [`${by} ${key}`, { by, key }]));
    return [
        ...[...used].map(([by, keys]) => problem(by, `It lets through ${listed([...keys].sort(compare))}, and nobody has confirmed it.`)),
        ...[...refused.values()].map(({ by, key }) => problem(by, `It does not clear ${key}: that is critical, and nobody has confirmed the entry.`)),
    ];
}
function listed(keys) {
    const more = keys.length - KEYS_SHOWN;
    return more > 0 ? `${keys.slice(0, KEYS_SHOWN).join(', ')} and ${more} more` : keys.join(', ');
}
const documentOf = (id) => id.slice(0, id.lastIndexOf('#'));
function sorted(problems) {
    return [...problems].sort((a, b) => compare(a.code, b.code) || compare(a.id, b.id) || compare(a.detail, b.detail));
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/purl.js

/** No real purl comes near; scanners put paths and repository addresses into qualifiers. */
const PURL_LENGTH = 4096;
const TYPE = /^[a-z.+-][a-z0-9.+-]*$/;
const QUALIFIER = /^[a-z][a-z0-9._-]*$/;
/** Types whose namespace and name are the same package in any case (`case_sensitive: false` in the type definitions). */
const LOWER_NAMESPACE = new Set('alpm apk bitbucket composer deb github gitlab golang hex npm pypi qpkg rpm vscode-extension'.split(' '));
const LOWER_NAME = new Set('alpm apk bitbucket bitnami composer deb github gitlab golang hex npm oci pub pypi vscode-extension'.split(' '));
/** @returns undefined for text that is no purl */
function parsePurl(text) {
    if (text.length > PURL_LENGTH || !/^pkg:/i.test(text))
        return undefined;
    // Right to left, as the specification says: each separator may stand unencoded in the part before it.
    const [beforeSubpath, subpath] = cutLast(text.slice(4), '#');
    const [beforeQualifiers, query] = cutLast(beforeSubpath, '?');
    const path = beforeQualifiers.replace(/^\/+/, '');
    const slash = path.indexOf('/');
    if (slash < 1)
        return undefined;
    const [names, version] = cutVersion(path.slice(slash + 1));
    const segments = decodeSegments(names, false);
    const name = segments?.pop();
    const qualifiers = query === undefined ? new Map() : parseQualifiers(query);
    const subpathSegments = decodeSegments(subpath ?? '', true);
    const decodedVersion = version === undefined ? undefined : decode(version);
    if (segments === undefined || name === undefined || qualifiers === undefined || subpathSegments === undefined) {
        return undefined;
    }
    if (version !== undefined && decodedVersion === undefined)
        return undefined;
    return normalise({
        type: path.slice(0, slash).toLowerCase(),
        namespace: segments.join('/'),
        name,
        version: decodedVersion ?? '',
        qualifiers,
        subpath: subpathSegments.join('/'),
    });
}
/** The canonical text, or undefined when the parts make no purl. */
function formatPurl(purl) {
    const parts = normalise(purl);
    if (parts === undefined)
        return undefined;
    const namespace = parts.namespace === undefined ? '' : `${parts.namespace.split('/').map(encode).join('/')}/`;
    const version = parts.version === undefined ? '' : `@${encode(parts.version)}`;
    const pairs = [...(parts.qualifiers ?? [])].sort(([a], [b]) => compare(a, b));
    const query = pairs.length === 0 ? '' : `?${pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&')}`;
    const subpath = parts.subpath === undefined ? '' : `#${parts.subpath.split('/').map(encode).join('/')}`;
    return `pkg:${parts.type}/${namespace}${encode(parts.name)}${version}${query}${subpath}`;
}
/** The canonical form of a purl that somebody else wrote. */
function canonicalPurl(text) {
    const purl = parsePurl(text);
    return purl === undefined ? undefined : formatPurl(purl);
}
/** Type rules: https://github.com/package-url/purl-spec/tree/main/types */
function normalise(purl) {
    const type = purl.type.toLowerCase();
    if (!TYPE.test(type))
        return undefined;
    const lowerNamespace = LOWER_NAMESPACE.has(type);
    const segments = (purl.namespace ?? '').split('/').filter((segment) => segment !== '');
    const namespace = segments.map((segment) => (lowerNamespace ? segment.toLowerCase() : segment)).join('/');
    const name = normaliseName(type, purl.name.replace(/^\/+|\/+$/g, ''), purl.qualifiers);
    if (name === '' || !isPossible(type, namespace, name, purl.version))
        return undefined;
    const qualifiers = new Map();
    for (const [key, value] of purl.qualifiers ?? []) {
        const lower = key.toLowerCase();
        if (!QUALIFIER.test(lower))
            return undefined;
        if (value !== '')
            qualifiers.set(lower, value);
    }
    const version = type === 'pypi' || type === 'huggingface' ? purl.version?.toLowerCase() : purl.version;
    return {
        type,
        ...(namespace !== '' && { namespace }),
        name,
        ...(version !== undefined && version !== '' && { version }),
        ...(qualifiers.size > 0 && { qualifiers }),
        ...(purl.subpath !== undefined && purl.subpath !== '' && { subpath: purl.subpath }),
    };
}
function normaliseName(type, name, qualifiers) {
    // PEP 503: PyPI holds `zope.interface`, `zope-interface` and `Zope_Interface` for one project.
    if (type === 'pypi')
        return name.toLowerCase().replace(/[-_.]+/g, '-');
    // Databricks keeps its model registry without regard to case, Azure with.
    if (type === 'mlflow' && qualifiers?.get('repository_url')?.includes('databricks'))
        return name.toLowerCase();
    return LOWER_NAME.has(type) ? name.toLowerCase() : name;
}
function isPossible(type, namespace, name, version) {
    switch (type) {
        // A CPAN purl names a distribution (`URI-PackageURL`), never a module (`URI::PackageURL`).
        case 'cpan':
            return !name.includes('::') && !namespace.includes('::');
        case 'chrome-extension':
            return /^[a-p]{32}$/.test(name) && (!version || /^\d+(?:\.\d+){0,3}$/.test(version));
        case 'swift':
            return namespace !== '';
        default:
            return true;
    }
}
function parseQualifiers(query) {
    const qualifiers = new Map();
    for (const pair of query.split('&')) {
        if (pair === '')
            continue;
        const equals = pair.indexOf('=');
        const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
        if (value === undefined)
            return undefined;
        qualifiers.set(equals === -1 ? pair : pair.slice(0, equals), value);
    }
    return qualifiers;
}
function decodeSegments(text, isSubpath) {
    const segments = [];
    for (const encoded of text.split('/')) {
        const segment = decode(encoded);
        if (segment === undefined)
            return undefined;
        if (segment === '' || (isSubpath && (segment === '.' || segment === '..')))
            continue;
        segments.push(segment);
    }
    return segments;
}
function cutLast(text, separator) {
    const at = text.lastIndexOf(separator);
    return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
/** An `@` in front of a slash is the unencoded scope of an npm package. */
function cutVersion(text) {
    const at = text.lastIndexOf('@');
    return at === -1 || text.indexOf('/', at) !== -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
function decode(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return undefined;
    }
}
/** Unreserved characters of RFC 3986 and the colon stay as they are. */
function encode(text) {
    return encodeURIComponent(text.toWellFormed())
        .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll('%3A', ':');
}

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/judged-finding.js
/** Every place of the finding; `also` says only what is different there. */
function occurrencesOf(finding) {
    return [finding, ...(finding.also ?? []).map((occurrence) => ({ ...finding, ...occurrence }))];
}
/** What an advisory or a VEX statement may name it by, upper case. A CWE is a kind of weakness, not a vulnerability. */
function advisoryIds(finding) {
    const ids = [...finding.ruleIds, ...finding.aliases].map((id) => id.toUpperCase());
    return [...new Set(ids)].filter((id) => !/^CWE-\d+$/.test(id));
}

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/purl.js

/**
 * Directional, like go-vex' `PurlMatches`: what the pattern leaves out it does not ask for, what it names has to be
 * there. Type, namespace and name are equal; the version is equal or left out; every qualifier of the pattern is in the
 * component with the same value. A subpath, which go-vex ignores, has to be equal too: a part is not the whole.
 */
function matchesPurl(pattern, component) {
    return (pattern.type === component.type &&
        pattern.namespace === component.namespace &&
        pattern.name === component.name &&
        (pattern.version === undefined || comparableVersion(pattern) === comparableVersion(component)) &&
        (pattern.subpath === undefined || pattern.subpath === component.subpath) &&
        [...(pattern.qualifiers ?? [])].every(([key, value]) => component.qualifiers?.get(key) === value));
}
/**
 * A package without a purl is of no known type: only `pkg:generic/<name>` can mean it, never a purl of some ecosystem
 * that happens to hold the same name.
 */
function packagePurl(ref) {
    if (ref.purl !== undefined)
        return parsePurl(ref.purl);
    const names = ref.name.split('/').filter((name) => name !== '');
    const name = names.pop();
    if (name === undefined)
        return undefined;
    return {
        type: 'generic',
        ...(names.length > 0 && { namespace: names.join('/') }),
        name,
        ...(ref.version !== undefined && { version: ref.version }),
    };
}
/** Go's own tools write v1.2.3, others 1.2.3, and the standard library comes as go1.2.3. */
function comparableVersion({ type, version }) {
    return type === 'golang' ? version?.replace(/^(?:go|v)(?=\d)/, '') : version;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/effective-vex.js



const suppresses = ({ status }) => status === 'not_affected' || status === 'fixed';
/** @returns what the statements say of a finding in its one package; spec security-gate 3.11 */
function vexReader(context) {
    const byVulnerability = index(context.vex);
    const subjects = context.subjects.flatMap((subject) => parsePurl(subject) ?? []);
    const productsOf = parsedOnce(context.vex);
    const isAbout = (position, component) => productsOf(position).some(({ whole, parts }) => {
        const names = (pattern) => matchesPurl(pattern, component);
        const isIn = whole.some((own) => names(own) || subjects.some((subject) => matchesPurl(own, subject)));
        return isIn && (parts === undefined || parts.some(names));
    });
    return (finding) => {
        const component = finding.package === undefined ? undefined : packagePurl(finding.package);
        if (finding.kind !== 'sca' || component === undefined)
            return undefined;
        const positions = new Set(advisoryIds(finding).flatMap((id) => byVulnerability.get(id) ?? []));
        if (positions.size === 0)
            return undefined;
        const counts = (statement) => finding.severity !== 'critical' || !suppresses(statement) || context.isVerified(statement.id);
        const voided = [];
        const valid = [];
        const relevant = [];
        const elsewhere = [];
        for (const position of [...positions].sort((a, b) => a - b)) {
            const statement = context.vex[position];
            if (statement === undefined)
                continue;
            if (isAbout(position, component)) {
                relevant.push(statement.id);
                const reason = voidReason(statement, context.now);
                if (reason === undefined)
                    valid.push(statement);
                else
                    voided.push(reason);
            }
            else if (suppresses(statement))
                elsewhere.push(statement.id);
        }
        const inForce = latest(valid.filter(counts));
        const ifVerified = latest(valid);
        return {
            ...(inForce !== undefined && suppresses(inForce) && { suppressing: inForce }),
            ...(ifVerified !== undefined && !counts(ifVerified) && { refused: ifVerified }),
            void: voided,
            relevant,
            elsewhere,
        };
    };
}
/** Most statements of a vendor's document are about nothing that was found: a statement is parsed when it is asked for. */
function parsedOnce(statements) {
    const known = new Map();
    const parse = (texts) => texts.flatMap((text) => parsePurl(text) ?? []);
    return (position) => {
        const products = known.get(position) ??
            (statements[position]?.products ?? []).map(({ purls, subcomponents }) => ({
                whole: parse(purls),
                ...(subcomponents !== undefined && { parts: parse(subcomponents) }),
            }));
        known.set(position, products);
        return products;
    };
}
/** Positions in the list by upper-case vulnerability id. */
function index(statements) {
    const positions = new Map();
    for (const [position, { vulnerabilities }] of statements.entries()) {
        for (const id of new Set(vulnerabilities.map((name) => name.toUpperCase()))) {
            const list = positions.get(id);
            if (list === undefined)
                positions.set(id, [position]);
            else
                list.push(position);
        }
    }
    return positions;
}
/** A statement that withdraws one is never void: that would let the older one stand. */
function voidReason(statement, now) {
    if (!suppresses(statement))
        return undefined;
    const { id, timestamp } = statement;
    if (statement.status === 'not_affected' && !statement.justified) {
        return { id, detail: 'It says not_affected without a justification of its format or an impact statement.' };
    }
    if (timestamp !== undefined && !(Date.parse(timestamp) <= now)) {
        return { id, detail: `It is dated ${timestamp}, in the future.` };
    }
    return undefined;
}
/** Undated: older than everything when it suppresses, newer than everything when it does not. */
function latest(statements) {
    const time = (statement) => statement.timestamp ?? (suppresses(statement) ? '' : '~');
    return statements.reduce((best, statement) => (best === undefined || time(statement) >= time(best) ? statement : best), undefined);
}

;// CONCATENATED MODULE: ./build/shared/verdict/input-error.js
/**
 * A mistake the user can mend: in an input, the policy file, or the workflow. Shown without a stack, all at once.
 * Everything else that is thrown is a bug or the platform's trouble and carries its `cause`.
 */
class input_error_InputError extends Error {
    name = 'InputError';
    /** One line each: what is wrong, where, and what to change. */
    problems;
    constructor(problems, options) {
        const list = typeof problems === 'string' ? [problems] : problems;
        super(list.join('\n'), options);
        this.problems = list;
    }
}

;// CONCATENATED MODULE: ./build/shared/policy/glob.js

const PATTERN_LENGTH = 1024;
const ALTERNATIVES = 64;
/** Over all alternatives: matching costs at most this many steps for each character of a path. */
const EXPANDED_LENGTH = 8192;
/** @throws InputError with one line that names the pattern, what is wrong with it and what to write instead */
function parseGlob(pattern) {
    const problem = problemOf(pattern);
    if (problem !== undefined)
        throw glob_refusal(pattern, problem);
    return { pattern, alternatives: expand(pattern).map((alternative) => parseSegments(pattern, alternative)) };
}
/**
 * @param path relative to the repository root as git writes it; one that is empty, absolute or has an empty name, `.`
 * or `..` in it matches nothing, because it does not say where it points
 */
function matches(glob, path) {
    const names = path.split('/');
    if (names.some((name) => name === '' || name === '.' || name === '..'))
        return false;
    return glob.alternatives.some((segments) => matchSequence(segments, names, isAnyDepth, acceptsName));
}
/** The deepest folder that holds everything the pattern can match, `''` for the root: where to start walking. */
function staticPrefix(glob) {
    const [first = [], ...rest] = glob.alternatives.map(literalFolders);
    const isShared = (name, index) => rest.every((folders) => folders[index] === name);
    const end = first.findIndex((name, index) => !isShared(name, index));
    return (end === -1 ? first : first.slice(0, end)).join('/');
}
/** True when some alternative names nothing, like `**`, `*` or `*.*` in any folder: a scope like that is no scope. */
function isCatchAll(glob) {
    return glob.alternatives.some((segments) => !segments.some(namesSomething));
}
function namesSomething(segment) {
    switch (segment.kind) {
        case 'any-depth':
            return false;
        case 'literal':
            return true;
        case 'tokens':
            return segment.tokens.some((token) => token.kind === 'character' && token.character !== '.');
    }
}
function problemOf(pattern) {
    if (pattern === '')
        return 'it is empty; `**` matches everything';
    if (pattern.length > PATTERN_LENGTH)
        return `it is longer than ${PATTERN_LENGTH} characters`;
    if (/[\u0000-\u001f\u007f]/.test(pattern))
        return 'it has a control character in it';
    if (pattern.includes('\\'))
        return 'it has a `\\` in it; folders are parted by `/`, and `[*]` is a star itself';
    if (pattern.startsWith('!'))
        return 'it begins with `!`; say what belongs to it, `[!]` is the character itself';
    if (pattern.startsWith('/') || /^[A-Za-z]:/.test(pattern))
        return 'it is absolute; begin at the repository root';
    if (/[?*+@!]\(/.test(pattern))
        return 'it has a `(` after `?`, `*`, `+`, `@` or `!`; write `[(]`, or braces: `{a,b}`';
    return undefined;
}
function glob_refusal(pattern, problem) {
    const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern;
    return new input_error_InputError(`Path pattern \`${shown}\` cannot be used: ${problem}.`);
}
/** `a{b,c}` becomes `ab` and `ac`; braces may stand in braces. */
function expand(pattern) {
    let at = 0;
    const sequence = (inBraces) => {
        let results = [''];
        while (at < pattern.length) {
            const character = pattern.charAt(at);
            if (inBraces && (character === ',' || character === '}'))
                return results;
            if (character === '}')
                throw glob_refusal(pattern, 'it has a `}` without `{`; write `[}]` for the character itself');
            if (character === '{') {
                results = product(pattern, results, braces());
            }
            else {
                const end = character === '[' ? classEnd(pattern, at) : at + 1;
                results = product(pattern, results, [pattern.slice(at, end)]);
                at = end;
            }
        }
        return results;
    };
    const braces = () => {
        const options = [];
        let parts = 0;
        do {
            at += 1;
            options.push(...sequence(true));
            parts += 1;
        } while (pattern.charAt(at) === ',');
        if (at >= pattern.length)
            throw glob_refusal(pattern, 'it has a `{` without `}`; write `[{]` for the character itself');
        if (parts === 1)
            throw glob_refusal(pattern, 'it has braces with one part; `{a,b}` needs a comma, `[{]` is a brace itself');
        at += 1;
        return options;
    };
    return sequence(false);
}
function product(pattern, starts, ends) {
    if (starts.length * ends.length > ALTERNATIVES) {
        throw glob_refusal(pattern, `its braces stand for more than ${ALTERNATIVES} patterns; write several patterns`);
    }
    const results = starts.flatMap((start) => ends.map((end) => start + end));
    if (results.reduce((sum, result) => sum + result.length, 0) > EXPANDED_LENGTH) {
        throw glob_refusal(pattern, `its braces stand for more than ${EXPANDED_LENGTH} characters; write several patterns`);
    }
    return results;
}
/** Index after the `]`; a `]` that comes first is a member of the class. */
function classEnd(pattern, start) {
    const end = pattern.indexOf(']', start + (isNegated(pattern, start) ? 3 : 2));
    if (end === -1)
        throw glob_refusal(pattern, 'it has a `[` without `]`; write `[[]` for the character itself');
    if (pattern.slice(start, end).includes('/'))
        throw glob_refusal(pattern, 'it has a `/` between `[` and `]`; no name has one');
    return end + 1;
}
function parseSegments(pattern, alternative) {
    const segments = [];
    for (const name of alternative.split('/')) {
        const segment = parseSegment(pattern, name);
        // `**/**` is `**`.
        if (segment.kind !== 'any-depth' || segments.at(-1)?.kind !== 'any-depth')
            segments.push(segment);
    }
    // `src/**` needs a name below `src`.
    return segments.at(-1)?.kind === 'any-depth'
        ? [...segments, { kind: 'tokens', tokens: [{ kind: 'many' }] }]
        : segments;
}
function parseSegment(pattern, name) {
    if (name === '')
        throw glob_refusal(pattern, 'it has an empty name between or after `/`; `folder/**` is all of a folder');
    if (name === '.' || name === '..')
        throw glob_refusal(pattern, `it has \`${name}\` in it; begin at the repository root`);
    if (name === '**')
        return { kind: 'any-depth' };
    if (!/[*?[\]]/.test(name))
        return { kind: 'literal', name };
    const tokens = [];
    for (let at = 0; at < name.length;) {
        const character = String.fromCodePoint(codePoint(name, at));
        const end = character === '[' ? classEnd(name, at) : at + character.length;
        tokens.push(parseToken(pattern, name.slice(at, end)));
        at = end;
    }
    if (tokens.some((token, index) => token.kind === 'many' && tokens[index + 1]?.kind === 'many')) {
        throw glob_refusal(pattern, '`**` must stand alone between slashes; write `**/*.js` for `**.js`');
    }
    return { kind: 'tokens', tokens };
}
function parseToken(pattern, text) {
    if (text === '*')
        return { kind: 'many' };
    if (text === '?')
        return { kind: 'one' };
    if (text === ']')
        throw glob_refusal(pattern, 'it has a `]` without `[`; write `[]]` for the character itself');
    if (!text.startsWith('['))
        return { kind: 'character', character: text };
    if (text.startsWith('[[:'))
        throw glob_refusal(pattern, 'it has a named class; write the characters: `[a-z]`');
    const negated = isNegated(text, 0);
    const members = [...text.slice(negated ? 2 : 1, -1)];
    const ranges = [];
    for (let at = 0; at < members.length;) {
        const isRange = members[at + 1] === '-' && at + 2 < members.length;
        const [from = '', to = ''] = isRange ? [members[at], members[at + 2]] : [members[at], members[at]];
        if (codePoint(from) > codePoint(to))
            throw glob_refusal(pattern, `the range \`${from}-${to}\` in it runs backwards`);
        ranges.push([codePoint(from), codePoint(to)]);
        at += isRange ? 3 : 1;
    }
    return { kind: 'class', negated, ranges };
}
function acceptsName(segment, name) {
    switch (segment.kind) {
        case 'literal':
            return segment.name === name;
        case 'tokens':
            return matchSequence(segment.tokens, [...name], isMany, acceptsCharacter);
        case 'any-depth':
            return true;
    }
}
function acceptsCharacter(token, character) {
    switch (token.kind) {
        case 'character':
            return token.character === character;
        case 'class': {
            const code = codePoint(character);
            return token.negated !== token.ranges.some(([from, to]) => from <= code && code <= to);
        }
        case 'one':
        case 'many':
            return true;
    }
}
/**
 * Wildcards without a regular expression. After a mismatch only the last wildcard takes one item more: earlier ones
 * need no second try, so no item meets the same part of the pattern twice between two wildcards.
 */
function matchSequence(pattern, items, isWildcard, accepts) {
    let part = 0;
    let retry = -1;
    let retryFrom = 0;
    for (let at = 0; at < items.length;) {
        const [wanted, item] = [pattern[part], items[at]];
        if (wanted !== undefined && isWildcard(wanted)) {
            retry = ++part;
            retryFrom = at;
        }
        else if (wanted !== undefined && item !== undefined && accepts(wanted, item)) {
            part += 1;
            at += 1;
        }
        else if (retry !== -1) {
            part = retry;
            at = ++retryFrom;
        }
        else
            return false;
    }
    return pattern.slice(part).every(isWildcard);
}
const isAnyDepth = (segment) => segment.kind === 'any-depth';
const isMany = (token) => token.kind === 'many';
const isNegated = (text, start) => /[!^]/.test(text.charAt(start + 1));
const codePoint = (text, at = 0) => text.codePointAt(at) ?? 0;
function literalFolders(segments) {
    const folders = [];
    for (const segment of segments.slice(0, -1)) {
        if (segment.kind !== 'literal')
            break;
        folders.push(segment.name);
    }
    return folders;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/live-exceptions.js




const DAY = 86_400_000;
const startOf = (day) => Date.parse(`${day}T00:00:00Z`);
/**
 * An entry holds through the whole of its last day, UTC. It is void when that day begins later than the longest life
 * after the day it was made, or after now when it does not say when it was made. NaN in any of them is never live.
 */
function validityOf(entry, now, maxAgeMs) {
    const end = startOf(entry.expires) + DAY;
    if (!(now < end))
        return { state: 'expired', detail: `It held until ${entry.expires}. Owner: ${entry.owner}.` };
    const start = entry.created === undefined ? now : startOf(entry.created);
    if (!(start <= now))
        return { state: 'void', detail: `It is dated ${entry.created}, in the future.` };
    if (!(startOf(entry.expires) - start <= maxAgeMs)) {
        const days = Math.floor(maxAgeMs / DAY);
        const from = entry.created === undefined ? 'today' : `its creation on ${entry.created}`;
        return {
            state: 'void',
            detail: `It expires on ${entry.expires}, more than ${days} days after ${from}, which is the policy's longest.`,
        };
    }
    return { state: 'live', until: new Date(end).toISOString() };
}
/** @returns the entries that name a finding as it is in one place, whatever its severity and whether or not they may */
function exceptionFinder(live) {
    const byName = new Map();
    for (const exception of live) {
        const [name, matcher] = matcherOf(exception);
        const list = byName.get(name);
        if (list === undefined)
            byName.set(name, [matcher]);
        else
            list.push(matcher);
    }
    return (finding) => namesOf(finding)
        .flatMap((name) => byName.get(name) ?? [])
        .filter((matcher) => matcher.covers(finding))
        .map(({ exception }) => exception);
}
/** An entry covers findings of one name only, so it is looked up by it. */
function matcherOf(exception) {
    const { scope } = exception.entry;
    switch (scope.kind) {
        case 'advisory': {
            const purl = parsePurl(scope.package);
            const covers = ({ package: ref }) => ref !== undefined && isIn(purl, packagePurl(ref));
            return [`advisory ${scope.advisory.toUpperCase()}`, { exception, covers }];
        }
        case 'rule': {
            const globs = scope.paths.map(parseGlob);
            const covers = ({ location }) => location !== undefined && globs.some((glob) => matches(glob, location.path));
            return [`rule ${ruleName(scope.rule)}`, { exception, covers }];
        }
        case 'secret': {
            const covers = ({ location, contentSha256 }) => location?.path === scope.path && contentSha256 === scope.content;
            return [`secret ${scope.rule}`, { exception, covers }];
        }
    }
}
const isIn = (pattern, component) => pattern !== undefined && component !== undefined && matchesPurl(pattern, component);
/** Rule ids are compared as they are; CWE ids without regard to case and leading zeros. */
function ruleName(rule) {
    const cwe = /^cwe-0*(\d+)$/i.exec(rule);
    return cwe === null ? rule : `CWE-${cwe[1]}`;
}
function namesOf(finding) {
    const unique = (names) => [...new Set(names)];
    if (finding.kind === 'secret')
        return unique(finding.ruleIds.map((rule) => `secret ${rule}`));
    if (finding.kind === 'sca') {
        const advisories = advisoryIds(finding).map((id) => `advisory ${id}`);
        // A rule with paths could hide every package of a lock file: it serves only where no package is known, and then by
        // the rule itself, never by a CWE.
        if (finding.package !== undefined)
            return advisories;
        return unique(finding.ruleIds.map(ruleName).filter((rule) => !/^CWE-\d+$/.test(rule))).map((rule) => `rule ${rule}`);
    }
    const weaknesses = finding.aliases.map(ruleName).filter((name) => name.startsWith('CWE-'));
    return unique([...finding.ruleIds.map(ruleName), ...weaknesses]).map((name) => `rule ${name}`);
}

;// CONCATENATED MODULE: ./build/actions/security-gate/exceptions/apply.js





/** What lets a finding through, and what tried to and may not. Pure; order matters only among equal VEX timestamps. */
function coverage(findings, given) {
    const now = Date.parse(given.now);
    const validities = given.exceptions.map((entry) => [entry, validityBy(entry, given, now)]);
    const live = validities.flatMap(([entry, validity]) => validity.state === 'live' ? [{ entry, until: validity.until }] : []);
    const isVerified = (id) => Object.hasOwn(given.verify, id) && given.verify[id] === 'verified';
    const exceptionsFor = exceptionFinder(live);
    const vex = given.vex.filter(({ id }) => voidOf(given, id) === undefined);
    const vexFor = vexReader({ vex, now, subjects: given.subjects ?? [], isVerified });
    const tally = newTally();
    const coveredBy = new Map();
    const uncovered = new Set();
    const hasAny = live.length > 0 || vex.length > 0;
    for (const finding of hasAny ? findings : []) {
        const candidates = occurrencesOf(finding).map((occurrence) => [
            ...vexCandidates(vexFor(occurrence), isVerified, tally),
            ...exceptionCandidates(occurrence, exceptionsFor(occurrence), isVerified, tally),
        ]);
        const covers = candidates.flatMap((list) => strongest(list.filter((cover) => mayCover(finding, cover))) ?? []);
        const cover = covers.length === candidates.length ? together(covers) : undefined;
        if (cover === undefined) {
            uncovered.add(finding.key);
            const refused = candidates.flat().filter((candidate) => !mayCover(finding, candidate));
            for (const { by } of refused)
                tally.refused.push({ by, key: finding.key });
        }
        else {
            coveredBy.set(finding.key, cover);
            for (const { by, verified } of covers)
                if (!verified)
                    tally.used.push({ by, key: finding.key });
        }
    }
    // Two findings with one key would be a mistake of the caller; it must not let one through for the other.
    for (const key of uncovered)
        coveredBy.delete(key);
    const problems = [
        ...validities.flatMap(([entry, validity]) => (validity.state === 'live' ? [] : [entryProblem(entry, validity)])),
        ...exceptionProblems(live, given.maxOpen, tally),
        ...vexProblems(tally),
        ...given.vex.flatMap(({ id }) => voidStatement(id, voidOf(given, id))),
        ...unverifiedProblems(given.exceptions, tally),
    ];
    return { coveredBy, problems: sorted(problems), open: live.length };
}
function validityBy(entry, given, now) {
    const why = voidOf(given, entry.id);
    if (why !== undefined)
        return { state: 'void', detail: why };
    const { since = {} } = given;
    const merged = Object.hasOwn(since, entry.id) ? since[entry.id] : undefined;
    return validityOf(merged === undefined ? entry : { ...entry, created: merged.slice(0, 10) }, now, given.maxAgeMs);
}
const voidOf = ({ voids = {} }, id) => Object.hasOwn(voids, id) ? voids[id] : undefined;
/** Nobody has seen that the named person approved it: good enough for what is not critical, and shown. */
const mayCover = (finding, cover) => cover.verified || finding.severity !== 'critical';
function vexCandidates(answer, isVerified, tally) {
    if (answer === undefined)
        return [];
    for (const { id, detail } of answer.void)
        tally.voidStatements.set(id, detail);
    for (const id of answer.relevant)
        tally.relevantStatements.add(id);
    for (const id of answer.elsewhere)
        tally.statementsElsewhere.add(id);
    const statement = answer.suppressing ?? answer.refused;
    return statement === undefined ? [] : [{ by: `vex:${statement.id}`, verified: isVerified(statement.id) }];
}
function exceptionCandidates(finding, matching, isVerified, tally) {
    for (const { entry } of matching)
        tally.matchedEntries.add(entry.id);
    if (finding.kind === 'secret' && finding.verified === true) {
        for (const { entry } of matching)
            tally.entriesOnLiveSecrets.add(entry.id);
        return [];
    }
    return matching.map(({ entry, until }) => ({
        by: `exception:${entry.id}`,
        verified: isVerified(entry.id),
        expires: until,
    }));
}
/** Sorts after every instant. */
const NEVER = '~';
/** Verified before unverified; then what holds longest, so a VEX statement before an exception. */
function strongest(covers) {
    return [...covers].sort(byStrength)[0];
}
/** What is said of a finding that several together cover: it stands with the weakest and falls with the first to end. */
function together(covers) {
    const weakest = [...covers].sort(byStrength).at(-1);
    const ends = covers.flatMap(({ expires }) => expires ?? []).sort(compare);
    return weakest && { by: weakest.by, verified: weakest.verified, ...(ends[0] !== undefined && { expires: ends[0] }) };
}
function byStrength(a, b) {
    return (Number(b.verified) - Number(a.verified) || compare(b.expires ?? NEVER, a.expires ?? NEVER) || compare(a.by, b.by));
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/findings.js

const LEVEL_OF = {
    blind: 'block',
    block: 'block',
    warn: 'warn',
    note: 'note',
};
/** A finding whose words come from the registry unless the case knows better ones. */
function finding(code, parts) {
    const reason = reasonOf(code);
    const { key = parts.source ?? parts.place?.path ?? '', title = reason.title, remedy = reason.remedy, ...rest } = parts;
    return { code, level: LEVEL_OF[reason.means], key: `${code}:${key}`, title, remedy, ...rest };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/age.js


/** Clocks of runners differ a little; a scan that finished later than this after `now` is not believed. */
const SKEW_MS = 5 * 60_000;
/** When it finished, held against how old a scan of its kinds may be (decisions.md 1.5). */
function ageOf(report, runs, kinds, policy, now) {
    const bounds = kinds.flatMap((kind) => boundOf(policy, kind) ?? []);
    const { source, path } = report;
    const place = { path };
    const finished = finishedAt(report, runs);
    const future = futureOf(report.envelope, runs, now);
    if (future !== undefined) {
        const detail = `${path} says its scan finished at ${new Date(future).toISOString()}, which is in the future.`;
        return { findings: [finding('security-gate/report-undated', { source, place, detail })] };
    }
    if (bounds.length === 0)
        return { findings: [] };
    const bound = bounds.reduce((a, b) => (a.ms <= b.ms ? a : b));
    if (finished === undefined) {
        const detail = `Nothing says when the scan in ${path} finished, and ${bound.kind} may be ${bound.text} old at most.`;
        return { findings: [finding('security-gate/report-undated', { source, place, detail })] };
    }
    const validUntil = new Date(finished + bound.ms).toISOString();
    if (finished + bound.ms >= now)
        return { validUntil, findings: [] };
    const detail = `${path} finished at ${new Date(finished).toISOString()}; ${bound.kind} may be ${bound.text} old at most.`;
    return { findings: [finding('security-gate/report-stale', { source, place, detail })] };
}
function boundOf(policy, kind) {
    if (kind !== 'sast' && kind !== 'sca' && kind !== 'secret')
        return undefined;
    const text = policy['max-age'][kind];
    const ms = text === undefined ? undefined : parseDuration(text);
    return text === undefined || ms === undefined ? undefined : { kind, text, ms };
}
/** A time that nobody can have written yet, in the envelope, or in a run when there is none. */
function futureOf(envelope, runs, now) {
    const times = envelope?.state === 'read' ? [envelope.finishedAt] : runs.flatMap((run) => run.finishedAt ?? []);
    return times.map((time) => Date.parse(time)).find((time) => time > now + SKEW_MS);
}
/**
 * The oldest of all that is said: one fresh run does not make the others fresh, and an envelope that is written beside
 * the report of a scan that did not run today does not make it today's.
 */
function finishedAt({ envelope, origin }, runs) {
    const times = runs.map((run) => (run.finishedAt === undefined ? Number.NaN : Date.parse(run.finishedAt)));
    if (envelope?.state === 'read')
        times.push(Date.parse(envelope.finishedAt));
    // GitHub dates an artifact, and a scan has finished before its report is uploaded.
    if (origin?.kind === 'artifact')
        times.push(Date.parse(origin.at));
    else if (envelope?.state !== 'read' && times.some(Number.isNaN))
        return undefined;
    const known = times.filter((time) => !Number.isNaN(time));
    return known.length === 0 ? undefined : known.reduce((a, b) => Math.min(a, b));
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/completeness.js

/** Above this share of unread files a run is incomplete whatever the change touched (decisions.md 1.8). */
const UNREAD_SHARE = 0.05;
/** Shown of a list of files; the evidence file has them all. */
const NAMED = 5;
/** What the report's own runs say against it. */
function incompleteness(report, runs, changed) {
    if (runs.length === 0)
        return [problem('security-gate/scan-failed', report, `${report.path} holds no run at all.`)];
    return runs.flatMap((run, index) => {
        const told = run.problems.map((one) => judged(report, run, index, one, changed));
        // A reader that calls a run incomplete without saying why is still believed.
        if (run.complete ||
            told.some((one) => one.level === 'block') ||
            run.problems.some(({ kind }) => kind === 'partial' || kind === 'unproven'))
            return told;
        return [...told, problem('security-gate/scan-failed', report, `${run.tool} did not finish.`, index)];
    });
}
function judged(report, run, index, one, changed) {
    const detail = `${run.tool}: ${one.text}`;
    switch (one.kind) {
        case 'failed':
            return problem('security-gate/scan-failed', report, detail, index);
        case 'partial':
            return partial(report, index, detail, one, changed);
        case 'unproven':
            return unproven(report, index, detail);
        case 'suspect':
            return problem('security-gate/scan-suspect', report, detail, index);
        case 'note':
            return problem('security-gate/report-note', report, detail, index);
    }
}
/** Some scanners write the same report when they find nothing and when they fail; only their exit code differs. */
function unproven(report, index, detail) {
    const { envelope } = report;
    if (envelope?.state === 'read' && envelope.exitCode === 0) {
        return problem('security-gate/report-note', report, `${detail} The envelope says that it was 0.`, index);
    }
    return problem('security-gate/scan-unproven', report, detail, index);
}
/**
 * Scanners skip files all the time, so a few unread ones outside the change are a note. Where the report does not say
 * which files, or git not what changed, nobody can know that, and the run counts as incomplete.
 */
function partial(report, index, detail, { paths, scanned }, changed) {
    if (paths === undefined || paths.length === 0)
        return problem('security-gate/scan-partial', report, detail, index);
    const named = `${paths.slice(0, NAMED).join(', ')}${paths.length > NAMED ? ` and ${paths.length - NAMED} more` : ''}`;
    if (changed === undefined) {
        const why = 'which files the change touches is unknown (check out with a depth of 2 or more)';
        return problem('security-gate/scan-partial', report, `${detail} Not read: ${named}; ${why}.`, index);
    }
    const hit = paths.find((path) => changed.some((one) => mayBeSame(path, one)));
    if (hit !== undefined) {
        return problem('security-gate/scan-partial', report, `${detail} Not read: ${named}; ${hit} is part of the change.`, index);
    }
    if (scanned === undefined || paths.length > scanned * UNREAD_SHARE) {
        const share = scanned === undefined ? 'the report does not say of how many' : `of ${scanned} files, above 5 %`;
        return problem('security-gate/scan-partial', report, `${detail} Not read: ${named}; ${share}.`, index);
    }
    return problem('security-gate/report-note', report, `${detail} Not read: ${named}; of ${scanned} files, none in the change.`, index);
}
/**
 * A scanner that ran in a folder of the repository, or above it, names files from there. Where one path is the end of
 * the other they may be one file, and what may be part of the change counts as part of it.
 */
function mayBeSame(unread, changed) {
    const path = unread.replace(/^(?:\.\/)+/, '');
    return path === changed || changed.endsWith(`/${path}`) || path.endsWith(`/${changed}`);
}
function problem(code, report, detail, index = 0) {
    return finding(code, {
        key: `${report.source}#${index}:${detail}`,
        source: report.source,
        place: { path: report.path },
        detail,
    });
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/binding.js



/**
 * What one report is worth for this commit at this moment (spec/security-gate.md 3.7, 3.8; decisions.md 1.2, 1.4, 1.5).
 * Every doubt is a finding: a report somebody handed in is one somebody relies on, so none is left out silently.
 */
function standingOf(report, policy, moment) {
    const { content } = report;
    if (content.state === 'unreadable') {
        const state = content.reason === 'tracked' ? 'untrusted' : content.reason === 'truncated' ? 'partial' : 'absent';
        const about = report.declared ? [report.declared] : [];
        return {
            state,
            about,
            proves: [],
            findings: [unreadable(report.source, report.path, content.reason, content.detail)],
        };
    }
    const runs = content.runs;
    const kinds = kindsOf(report, runs);
    const incomplete = incompleteness(report, runs, moment.changed);
    const binding = bindingOf(report, runs, moment);
    const age = ageOf(report, runs, kinds.about, policy, moment.now);
    const producer = producerFindings(report, moment.unmerged);
    const findings = [...kinds.findings, ...incomplete, ...binding.findings, ...producer, ...age.findings];
    const doubts = findings.filter((one) => one.level === 'block');
    return {
        state: doubts.length === 0 ? 'read' : stateFor(doubts),
        findings,
        about: kinds.about,
        proves: doubts.length === 0 ? kinds.about : [],
        ...(binding.commit !== undefined && { commit: binding.commit }),
        ...(age.validUntil !== undefined && { validUntil: age.validUntil }),
    };
}
function unreadable(source, path, reason, detail) {
    const place = { path };
    switch (reason) {
        case 'empty':
            return finding('security-gate/report-empty', { source, place, detail });
        case 'truncated':
            return finding('security-gate/report-truncated', { source, place, detail });
        case 'too-large':
            return finding('security-gate/report-too-large', { source, place, detail });
        case 'unknown-format':
            return finding('security-gate/report-unknown-format', { source, place, detail });
        case 'wrong-version':
            return finding('security-gate/report-wrong-version', { source, place, detail });
        case 'error-envelope':
            return finding('security-gate/scan-failed', { source, place, detail });
        case 'unreachable':
            return finding('security-gate/report-unreachable', { source, place, detail });
        case 'tracked':
            return finding('security-gate/report-tracked', { source, place, detail });
        default:
            return finding('security-gate/report-malformed', { source, place, detail });
    }
}
/** The worst doubt names the state: foreign before stale before partial, as a reader would want to know it. */
function stateFor(doubts) {
    const has = (code) => doubts.some((doubt) => doubt.code === `security-gate/${code}`);
    if (has('report-foreign'))
        return 'foreign';
    if (has('producer-untrusted'))
        return 'untrusted';
    if (has('envelope-mismatch') || has('envelope-invalid') || has('report-unbound') || has('report-wrong-kind'))
        return 'untrusted';
    if (has('report-stale') || has('report-undated'))
        return 'stale';
    return 'partial';
}
/**
 * Kinds come from the content. The `reports` input may name the kind of a scanner nobody knows; it may not turn a
 * known scanner into another one.
 */
function kindsOf(report, runs) {
    const proved = new Set(runs.flatMap((run) => run.kinds));
    const { declared } = report;
    const nameless = runs.length > 0 && runs.every((run) => run.kinds.length === 0);
    if (declared !== undefined && nameless)
        return { about: [declared], findings: [] };
    const about = [...proved].sort();
    if (declared === undefined || proved.has(declared))
        return { about, findings: [] };
    const tools = runs.map((run) => run.tool).join(', ');
    const detail = `${report.path} was given as ${declared}, and it shows ${about.join(', ') || 'no scan'} by ${tools || 'no tool'}.`;
    return {
        about,
        findings: [
            finding('security-gate/report-wrong-kind', { source: report.source, place: { path: report.path }, detail }),
        ],
    };
}
function bindingOf(report, runs, moment) {
    const { source, path, envelope, origin } = report;
    const place = { path };
    const findings = [];
    if (envelope?.state === 'invalid') {
        findings.push(finding('security-gate/envelope-invalid', { source, place, detail: envelope.detail }));
    }
    if (envelope?.state === 'read' && !envelope.matches) {
        const detail = `The envelope of ${path} binds another SHA-256 than the file has.`;
        findings.push(finding('security-gate/envelope-mismatch', { source, place, detail }));
    }
    const own = runs.filter((run) => aboutThisRepository(run.repositoryUri, moment.uri));
    const accepted = moment.unmerged?.accepted ?? [moment.commit];
    const named = [
        ...(origin?.kind === 'artifact' ? [origin.commit] : []),
        ...(envelope?.state === 'read' ? [envelope.commit] : []),
        ...own.flatMap((run) => run.commit ?? []),
    ];
    const other = named.find((commit) => !accepted.some((one) => isCommit(commit, one)));
    if (other !== undefined) {
        const detail = `${path} is about commit ${other.slice(0, 7)}; judged is ${moment.commit.slice(0, 7)}.`;
        findings.push(finding('security-gate/report-foreign', { source, place, detail }));
        return { commit: other, findings };
    }
    const bound = envelope?.state === 'read' ||
        origin?.kind === 'artifact' ||
        (own.length > 0 && own.length === runs.length && own.every((run) => run.commit !== undefined));
    if (!bound && envelope === undefined) {
        const detail = `Neither ${path} nor an envelope beside it says which commit was scanned.`;
        findings.push(finding('security-gate/report-unbound', { source, place, detail }));
    }
    return bound ? { commit: moment.commit, findings } : { findings };
}
/**
 * On a change that is not merged, whoever wrote the change may have written the report too: only a run that worked by
 * files of the base speaks for it (decisions.md 1.1).
 */
function producerFindings({ source, path, origin }, unmerged) {
    if (unmerged === undefined)
        return [];
    const doubt = producerDoubt(origin, unmerged);
    return doubt === undefined
        ? []
        : [finding('security-gate/producer-untrusted', { source, place: { path }, detail: `${path}: ${doubt}` })];
}
/** Shown of a list of files; the evidence file has them all. */
const binding_NAMED = 5;
function producerDoubt(origin, { security }) {
    if (origin === undefined)
        return 'no run of a workflow is known to have made it.';
    const { producer, workflow, run } = origin;
    switch (producer.state) {
        case 'trusted':
            return undefined;
        case 'unknown':
            return `run ${run} of ${workflow} made it; ${producer.detail}`;
        case 'rewritten': {
            if (security.approved === 'yes')
                return undefined;
            const more = producer.files.length - binding_NAMED;
            const files = `${producer.files.slice(0, binding_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
            return `run ${run} of ${workflow} made it, and the change decides what that does: it differs from the base in ${files}. ${security.detail}`;
        }
    }
}
/** SARIF allows abbreviated revision ids; fewer than 7 digits prove nothing (spec/security-gate.md 3.8). */
function isCommit(named, judged) {
    return named.length >= 7 && judged.startsWith(named.toLowerCase());
}
/** A run may describe a submodule or another checkout; only what it says about this repository binds. */
function aboutThisRepository(repositoryUri, uri) {
    if (repositoryUri === undefined || !uri.startsWith('git+'))
        return true;
    return plainUri(repositoryUri) === plainUri(uri);
}
/** `git@github.com:Acme/App.git`, `ssh://git@...`, `https://...` -> `github.com/acme/app` */
function plainUri(uri) {
    return uri
        .toLowerCase()
        .replace(/^git\+/, '')
        .replace(/^[a-z+]+:\/\//, '')
        .replace(/^[^@/]*@/, '')
        .replace(/^([^/:]+):(?!\d+\/)/, '$1/')
        .replace(/\/+$/, '')
        .replace(/\.git$/, '');
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/cwe.js
/**
 * Names of the weaknesses people meet most, in our own words (ids from https://cwe.mitre.org/data/definitions/<n>.html).
 * A scanner's own text is never shown, because it may quote the code; an id alone tells few people anything.
 */
const NAMES = {
    'CWE-20': 'input is not checked',
    'CWE-22': 'path built from user input',
    'CWE-73': 'file name taken from user input',
    'CWE-74': 'injection',
    'CWE-77': 'command built from user input',
    'CWE-78': 'shell command built from user input',
    'CWE-79': 'cross-site scripting',
    'CWE-89': 'SQL built from user input',
    'CWE-90': 'LDAP query built from user input',
    'CWE-91': 'XML built from user input',
    'CWE-94': 'code built from user input',
    'CWE-95': 'eval of user input',
    'CWE-113': 'HTTP header built from user input',
    'CWE-116': 'output is not escaped',
    'CWE-117': 'log line built from user input',
    'CWE-119': 'memory access out of bounds',
    'CWE-120': 'buffer copied without checking its size',
    'CWE-125': 'read out of bounds',
    'CWE-134': 'format string from user input',
    'CWE-190': 'integer overflow',
    'CWE-200': 'information exposed',
    'CWE-209': 'internals shown in an error message',
    'CWE-250': 'more privileges than needed',
    'CWE-269': 'privileges handled wrongly',
    'CWE-276': 'permissions too wide by default',
    'CWE-284': 'access not controlled',
    'CWE-287': 'authentication can be passed',
    'CWE-295': 'certificate not checked',
    'CWE-306': 'no authentication where it is needed',
    'CWE-312': 'sensitive data stored in clear text',
    'CWE-319': 'sensitive data sent in clear text',
    'CWE-321': 'key written in the code',
    'CWE-326': 'encryption too weak',
    'CWE-327': 'broken cryptography',
    'CWE-328': 'hash too weak',
    'CWE-330': 'random numbers can be guessed',
    'CWE-338': 'random numbers can be guessed',
    'CWE-345': 'authenticity of data not checked',
    'CWE-347': 'signature not checked',
    'CWE-352': 'cross-site request forgery',
    'CWE-362': 'race condition',
    'CWE-377': 'temporary file can be replaced',
    'CWE-384': 'session can be fixed by an attacker',
    'CWE-400': 'resources can be exhausted',
    'CWE-401': 'memory leak',
    'CWE-415': 'memory freed twice',
    'CWE-416': 'memory used after it was freed',
    'CWE-434': 'any file can be uploaded',
    'CWE-444': 'HTTP request smuggling',
    'CWE-476': 'null pointer dereference',
    'CWE-489': 'debugging left switched on',
    'CWE-502': 'untrusted data deserialised',
    'CWE-506': 'malicious code',
    'CWE-521': 'passwords may be weak',
    'CWE-532': 'sensitive data in logs',
    'CWE-601': 'redirect to any address',
    'CWE-611': 'XML external entities',
    'CWE-614': 'cookie sent without TLS',
    'CWE-639': 'records of others reachable by changing an id',
    'CWE-640': 'password recovery can be abused',
    'CWE-643': 'XPath built from user input',
    'CWE-668': 'resource exposed to the wrong sphere',
    'CWE-676': 'dangerous function',
    'CWE-693': 'protection missing',
    'CWE-703': 'exceptional conditions handled wrongly',
    'CWE-732': 'permissions too wide',
    'CWE-754': 'unusual conditions not checked',
    'CWE-770': 'no limit on resources',
    'CWE-787': 'write out of bounds',
    'CWE-798': 'credentials written in the code',
    'CWE-862': 'authorisation missing',
    'CWE-863': 'authorisation wrong',
    'CWE-916': 'password hash too fast',
    'CWE-918': 'server-side request forgery',
    'CWE-942': 'cross-origin requests allowed too widely',
    'CWE-943': 'query built from user input',
    'CWE-1004': 'cookie readable by scripts',
    'CWE-1275': 'cookie sent to other sites',
    'CWE-1321': 'prototype pollution',
    'CWE-1333': 'regular expression can be made to hang',
};
/** @param cwe `CWE-89` */
function weaknessName(cwe) {
    return Object.hasOwn(NAMES, cwe) ? NAMES[cwe] : undefined;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/merge.js


const WORST = { critical: 0, unknown: 1, high: 2, medium: 3, low: 4, info: 5 };
/** `unknown` stands between critical and high: nobody has said that it is less than either. */
const bySeverity = (a, b) => WORST[a] - WORST[b];
/** Every finding of every readable report, with the kind and severity the policy makes of it. */
function membersOf(reports, policy, now) {
    const source = policy['severity-source'];
    const members = [];
    for (const { content, declared } of reports) {
        if (content.state !== 'read')
            continue;
        for (const finding of content.findings) {
            const run = content.runs[finding.run];
            // A scanner nobody knows gets the kind the input names; a leaked secret is then never less than high.
            const named = declared !== undefined && run?.kinds.length === 0 && finding.kind === 'sast' ? declared : finding.kind;
            const severity = severityBy(source, finding);
            members.push({
                tool: run?.tool ?? 'unnamed tool',
                finding,
                kind: named,
                suppressed: isSuppressed(finding, severity, policy['sarif-suppressions'], now),
                severity: named === 'secret' && named !== finding.kind && bySeverity(severity, 'high') > 0 ? 'high' : severity,
            });
        }
    }
    return members;
}
/**
 * Whether the report's own word that it does not count is listened to. Trusted blindly (`honor`) it is only for what is
 * mild, or with a justification (spec/security-gate.md 3.5); never after the day it names itself.
 */
function isSuppressed({ suppressed, suppressedUntil, suppressionJustified }, severity, rule, now) {
    if (suppressed !== true || rule === 'ignore')
        return false;
    if (suppressedUntil !== undefined && !(now < Date.parse(suppressedUntil)))
        return false;
    return rule === 'report' || bySeverity(severity, 'high') > 0 || suppressionJustified === true;
}
function severityBy(source, { severity, scored, labelled }) {
    switch (source) {
        case 'max':
            return severity;
        case 'score':
            return scored ?? labelled ?? severity;
        case 'label':
            return labelled ?? scored ?? severity;
    }
}
/**
 * Groups what is the same thing: advisories of one package by any id they share (CVE, GHSA, OSV), weaknesses of one line
 * by CWE or rule, secrets by line. What cannot be told to be the same stays apart.
 */
function cluster(members) {
    const places = new Map();
    for (const member of members) {
        add(places, placeOf(member), member);
    }
    const clusters = [];
    for (const [place, there] of places)
        for (const same of partition(there))
            clusters.push(clusterOf(place, same));
    return clusters.sort((a, b) => compare(a.id, b.id));
}
function add(groups, key, member) {
    const group = groups.get(key);
    if (group === undefined)
        groups.set(key, [member]);
    else
        group.push(member);
}
/** What one tool suppresses and another reports stays apart, or the one would lend the other its severity. */
function placeOf(member) {
    return `${member.suppressed ? 'suppressed:' : ''}${unsuppressedPlace(member)}`;
}
function unsuppressedPlace({ kind, finding }) {
    const { path = '', line = '' } = finding.location ?? {};
    if (kind !== 'sca')
        return `${kind}\n${path}:${line}`;
    const pack = finding.package;
    if (pack === undefined)
        return `sca\n${path}`;
    return `sca\n${pack.purl === undefined ? `${pack.name}@${pack.version ?? ''}` : barePurl(pack.purl)}`;
}
/** Qualifiers and subpath name a build of the package, not another package. */
function barePurl(purl) {
    const end = purl.search(/[?#]/);
    return end < 0 ? purl : purl.slice(0, end);
}
/**
 * Connected components over shared ids (union-find, near linear: a hostile report may put a million results in one place).
 * Most places hold one finding, so the common case allocates nothing more.
 */
function partition(members) {
    if (members.length === 1)
        return [members];
    const parent = members.map((_, index) => index);
    const root = (index) => {
        let at = index;
        for (let up = parent[at] ?? at; up !== at; up = parent[at] ?? at) {
            parent[at] = parent[up] ?? up;
            at = up;
        }
        return at;
    };
    const firstWith = new Map();
    for (const [index, member] of members.entries()) {
        for (const id of idsOf(member)) {
            const other = firstWith.get(id);
            if (other === undefined)
                firstWith.set(id, index);
            else
                parent[root(index)] = root(other);
        }
    }
    const groups = new Map();
    for (const [index, member] of members.entries())
        add(groups, root(index), member);
    return [...groups.values()];
}
/** What makes two findings of one place the same thing. */
function idsOf({ kind, finding }) {
    switch (kind) {
        case 'sca':
            // Two advisories of one package often have a CWE in common: it names a kind of weakness, not the advisory.
            return [finding.ruleId, ...finding.aliases.filter((alias) => !alias.startsWith('CWE-'))];
        case 'sast':
            return [finding.ruleId, ...finding.aliases];
        case 'secret':
            return finding.location === undefined ? [finding.ruleId] : ['secret'];
        case 'misconfiguration':
        case 'license':
        case 'quality':
        case 'posture':
            return [finding.ruleId];
    }
}
function clusterOf(place, same) {
    const members = same.sort((a, b) => bySeverity(a.severity, b.severity) ||
        compare(a.tool, b.tool) ||
        compare(a.finding.ruleId, b.finding.ruleId) ||
        compare(canonical_canonicalJson(a.finding), canonical_canonicalJson(b.finding)));
    if (!isSome(members))
        throw new Error('a cluster has at least one member');
    const [first] = members;
    const at = place.indexOf('\n');
    return {
        id: `${place.slice(0, at)}:${bestId(members)}:${place.slice(at + 1)}`,
        kind: first.kind,
        severity: first.severity,
        suppressed: first.suppressed,
        members,
    };
}
const isSome = (members) => members.length > 0;
/**
 * The id most people would search for, among those that hold the cluster together; ties go to the smaller one, so that
 * order does not matter.
 */
function bestId(members) {
    let best;
    for (const member of members) {
        for (const id of member.kind === 'secret' ? [member.finding.ruleId] : idsOf(member)) {
            if (best === undefined || (rank(id) - rank(best) || compare(id, best)) < 0)
                best = id;
        }
    }
    if (best === undefined)
        throw new Error('a cluster has at least one member');
    return best;
}
/** Sorted, each once. Most clusters have one member, which has one value or none, so the common case allocates little. */
function distinct(members, valuesOf) {
    const values = members.length === 1 ? valuesOf(members[0]) : members.flatMap(valuesOf);
    return values.length < 2 ? values : [...new Set(values)].sort();
}
/** The highest any scanner gives it. */
function scoreOf(members) {
    let highest;
    for (const { finding } of members) {
        if (finding.score !== undefined && (highest === undefined || finding.score > highest))
            highest = finding.score;
    }
    return highest;
}
function rank(id) {
    if (id.startsWith('CVE-'))
        return 0;
    if (id.startsWith('GHSA-'))
        return 1;
    return id.startsWith('CWE-') ? 2 : 3;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/classify.js




/** What the policy makes of one thing that scanners found. */
function classify(cluster, policy, cover) {
    const plain = reasonFor(cluster, policy);
    const debt = reasonOf(plain).means === 'block' ? debtOf(cluster) : undefined;
    const code = debt === undefined ? plain : debt.overdue ? 'security-gate/debt-overdue' : 'security-gate/inherited-debt';
    const [first] = cluster.members;
    const { location } = first.finding;
    return finding(code, {
        key: cluster.id,
        title: titleOf(cluster),
        detail: debt === undefined ? detailOf(cluster) : `${detailOf(cluster)}; inherited, due ${debt.due.slice(0, 10)}`,
        ...remedyOf(code, cluster),
        ...(location !== undefined && { place: location }),
        ...(cover !== undefined && { coveredBy: cover.by }),
    });
}
/** What one scanner alone calls inherited may have been brought in for another: all have to. The first due date counts. */
function debtOf({ members }) {
    let first;
    for (const { debt } of members) {
        if (debt === undefined)
            return undefined;
        if (first === undefined || debt.due < first.due)
            first = debt;
    }
    return first;
}
function reasonFor(cluster, policy) {
    const { kind } = cluster;
    // Any scanner's severity may block: a policy may block `unknown` and not what another scanner calls worse.
    const blocks = cluster.members.some(({ severity }) => policy.block.includes(severity));
    if (cluster.suppressed && !isMalware(cluster))
        return suppressedReason(kind, blocks, policy);
    switch (kind) {
        case 'secret':
            return 'security-gate/secret-found';
        case 'sca':
            if (isMalware(cluster))
                return 'security-gate/malicious-package';
            return blocks ? severe(cluster, 'security-gate/vulnerable-dependency') : 'security-gate/below-the-bar';
        case 'sast':
            return blocks ? severe(cluster, 'security-gate/code-weakness') : 'security-gate/below-the-bar';
        case 'misconfiguration':
            if (!blocks)
                return 'security-gate/below-the-bar';
            return policy.misconfiguration === 'warn'
                ? 'security-gate/misconfiguration-warning'
                : severe(cluster, 'security-gate/misconfiguration');
        case 'quality':
            return blocks ? 'security-gate/quality' : 'security-gate/below-the-bar';
        case 'license':
            return blocks ? 'security-gate/license' : 'security-gate/below-the-bar';
        case 'posture':
            return blocks ? 'security-gate/posture' : 'security-gate/below-the-bar';
    }
}
const severe = (cluster, code) => cluster.severity === 'unknown' ? 'security-gate/severity-unknown' : code;
/**
 * A file may not clear itself (spec/security-gate.md 3.5): a suppressed finding that would block still blocks, unless
 * the policy trusts the scanner's word. Kinds that never block stay what they are.
 */
function suppressedReason(kind, blocks, policy) {
    if (policy['sarif-suppressions'] === 'honor')
        return 'security-gate/suppression-honoured';
    const counts = kind === 'secret' ||
        (blocks &&
            (kind === 'sast' || kind === 'sca' || (kind === 'misconfiguration' && policy.misconfiguration === 'block')));
    return counts ? 'security-gate/suppressed-in-report' : 'security-gate/below-the-bar';
}
/** OpenSSF's malicious-packages ids; they carry no score (https://github.com/ossf/malicious-packages). */
const isMalware = (cluster) => cluster.kind === 'sca' &&
    cluster.members.some(({ finding: one }) => [one.ruleId, ...one.aliases].some((id) => id.startsWith('MAL-')));
/** Identifiers only: a scanner's message may quote the code, and the code may hold a secret. */
function titleOf(cluster) {
    const [{ finding: first }] = cluster.members;
    switch (cluster.kind) {
        case 'secret':
            return `${first.ruleId} (never shown)`;
        case 'sca': {
            const id = bestId(cluster.members);
            return first.package === undefined ? id : `${id} in ${packageName(first.package)}`;
        }
        default: {
            const cwes = distinct(cluster.members, (one) => one.finding.aliases).filter((alias) => alias.startsWith('CWE-'));
            const name = cwes.map(weaknessName).find((known) => known !== undefined);
            const what = name === undefined ? first.ruleId : `${name} (${first.ruleId})`;
            return cwes.length === 0 ? what : `${what} · ${cwes.slice(0, 2).join(', ')}`;
        }
    }
}
const packageName = (pack) => pack.purl ?? (pack.version === undefined ? pack.name : `${pack.name} ${pack.version}`);
function detailOf({ severity, members, suppressed }) {
    const score = scoreOf(members);
    const grade = score === undefined ? severity : `${severity} ${score.toFixed(1)}`;
    const tools = distinct(members, (one) => [one.tool]).join(', ');
    const verified = members.some(({ finding: one }) => one.verified === true)
        ? '; the scanner tried it and it works'
        : '';
    const [{ finding: first }] = members;
    const said = suppressed ? `; the report says it does not count (${first.suppressedBy ?? 'no reason'})` : '';
    return `${grade}, found by ${tools}${verified}${said}`;
}
/** What an update mends, when a scanner names the version. */
const UPDATED = new Set([
    'security-gate/vulnerable-dependency',
    'security-gate/below-the-bar',
    'security-gate/inherited-debt',
    'security-gate/debt-overdue',
]);
function remedyOf(code, { members }) {
    if (!UPDATED.has(code))
        return {};
    const fixed = distinct(members, (one) => one.finding.package?.fixedIn ?? []);
    if (fixed.length === 0)
        return {};
    return { remedy: `Update to ${fixed.slice(0, 3).join(' or ')}.` };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/cover.js
/** Every scanner's word as exceptions and VEX see it, made when it is asked for: mostly there is nothing to hold it against. */
function* judgedMembers(clusters, contents) {
    for (const one of clusters) {
        for (const [index, member] of one.members.entries())
            yield judgedMember(one, member, index, contents);
    }
}
/** Each member stands for itself, so each has a key of its own. */
function judgedMember({ id }, { finding, kind, severity }, index, contents) {
    const { ruleId, aliases, package: pack, location, fingerprint, verified } = finding;
    const content = location !== undefined && Object.hasOwn(contents, location.path) ? contents[location.path] : undefined;
    return {
        key: memberKey(id, index),
        kind,
        severity,
        ruleIds: [ruleId],
        aliases,
        ...(pack !== undefined && { package: pack }),
        ...(location !== undefined && { location }),
        ...(fingerprint !== undefined && { fingerprint }),
        ...(verified !== undefined && { verified }),
        ...(content !== undefined && { contentSha256: content }),
    };
}
const memberKey = (cluster, index) => (index === 0 ? cluster : `${cluster}#${index + 1}`);
/**
 * A cluster is covered only if every member is by its own ids. A scanner that names two advisories in one breath would
 * otherwise let an exception for the first cover the second.
 */
function coverOf({ id, members }, { coveredBy }) {
    if (coveredBy.size === 0)
        return undefined;
    const covers = members.map((_, index) => coveredBy.get(memberKey(id, index)));
    const [first, ...rest] = covers;
    if (first === undefined || rest.includes(undefined))
        return undefined;
    const expires = covers.flatMap((cover) => cover?.expires ?? []).sort()[0];
    return {
        by: first.by,
        verified: covers.every((cover) => cover?.verified === true),
        ...(expires !== undefined && { expires }),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/tools.js
const LISTS = {
    sast: [
        'bandit',
        'bearer',
        'brakeman',
        'checkmarx',
        'clang',
        'clang-tidy',
        'coverity',
        'cppcheck',
        'devskim',
        'find security bugs',
        'flawfinder',
        'fortify',
        'gosec',
        'golang security checks by gosec',
        'horusec',
        'infer',
        'insider',
        'mobsf',
        'mobsfscan',
        'njsscan',
        'nodejsscan',
        'opengrep',
        'phpstan',
        'pmd',
        'progpilot',
        'psalm',
        'security code scan',
        'securitycodescan',
        'snyk code',
        'snykcode',
        'sobelow',
        'sonarqube',
        'spotbugs',
        'veracode',
        'zizmor',
    ],
    sca: [
        'anchore container vulnerability report',
        'black duck',
        'bundler-audit',
        'cargo-audit',
        'dependency-check',
        'docker scout',
        'govulncheck',
        'grype',
        'nancy',
        'npm audit',
        'owasp dependency-check',
        'pip-audit',
        'retire.js',
        'snyk container',
        'snyk open source',
        'xray',
    ],
    secret: [
        'detect-secrets',
        'ggshield',
        'gitguardian',
        'gitleaks',
        'kingfisher',
        'noseyparker',
        'secretlint',
        'trufflehog',
        'whispers',
    ],
    misconfiguration: [
        'cfn-lint',
        'cfn_nag',
        'conftest',
        'datree',
        'dockle',
        'hadolint',
        'kics',
        'kube-linter',
        'kubelinter',
        'kube-score',
        'kubescape',
        'kubesec',
        'polaris',
        'psrule',
        'regula',
        'snyk iac',
        'templateanalyzer',
        'terrascan',
        'tfsec',
        'tflint',
    ],
    quality: [
        'actionlint',
        'biome',
        'biomejs',
        'clippy',
        'detekt',
        'golangci-lint',
        'ktlint',
        'markdownlint',
        'oxlint',
        'psscriptanalyzer',
        'pylint',
        'revive',
        'rubocop',
        'ruff',
        'shellcheck',
        'staticcheck',
        'stylelint',
        'swiftlint',
        'tslint',
        'yamllint',
    ],
    posture: ['scorecard'],
};
const CODEQL = { kind: 'sast', kindOf: codeqlKind, notifications: 'codeql' };
const SEMGREP = { kind: 'sast', notifications: 'semgrep' };
const SNYK = { kind: 'sca', kindOf: snykKind };
const PROFILES = new Map([
    ...Object.entries(LISTS).flatMap(([kind, names]) => names.map((name) => [name, { kind: kind }])),
    ['osv-scanner', { kind: 'sca', emptyWhenFailed: true }],
    ['zizmor', { kind: 'sast', quirk: 'zizmor' }],
    ['codeql', CODEQL],
    ['lgtm.com', CODEQL],
    ['semmle ql', CODEQL],
    ['semgrep', SEMGREP],
    ['opengrep', SEMGREP],
    ['trivy', { kind: 'sca', kindOf: trivyKind, quirk: 'trivy' }],
    ['snyk', SNYK],
    ['snyk open source', SNYK],
    ['checkov', { kind: 'misconfiguration', kindOf: checkovKind }],
    ['bridgecrew', { kind: 'misconfiguration', kindOf: checkovKind }],
    ['eslint', { kind: 'quality', kindOf: eslintKind }],
]);
/** The longest name in the table has 38 characters; versions and editions may follow. */
const LONGEST = 64;
/**
 * By the whole name, else by its words from the front: `Semgrep OSS` and `CodeQL command-line toolchain` are known by
 * their first word, `Gitleaksish` is not.
 * @returns undefined for a tool that is not in the table: a run of it proves nothing until somebody says what it scans
 */
function profileOf(driverName) {
    let name = driverName.slice(0, LONGEST).trim().toLowerCase();
    while (name !== '') {
        const profile = PROFILES.get(name);
        if (profile !== undefined)
            return profile;
        name = name.slice(0, Math.max(name.lastIndexOf(' '), 0));
    }
    return undefined;
}
/**
 * GitHub keeps "alerts" and "security alerts" apart in the same way: a score or the tag `security` makes a security
 * query. CodeQL 2.5 wrote no scores at all, so a rule that has not even tags stays a security rule.
 */
function codeqlKind({ tags, scored }) {
    return scored || tags === undefined || tags.includes('security') ? 'sast' : 'quality';
}
/** Plugins whose rules are about attacks; the rest of ESLint is about taste and bugs (decisions 1.8). */
const ESLINT_SECURITY = /^(?:security|security-node|no-unsanitized|no-secrets|@microsoft\/sdl|xss|scanjs-rules)\//;
function eslintKind({ id, tags, scored }) {
    return scored || tags?.includes('security') === true || ESLINT_SECURITY.test(id) ? 'sast' : 'quality';
}
/** `OsPackageVulnerability`, `Misconfiguration`, `Secret`, `License`; the first tag says the same in lower case. */
function trivyKind({ name, tags }) {
    const words = `${name} ${tags?.join(' ') ?? ''}`.toLowerCase();
    if (words.includes('vulnerability'))
        return 'sca';
    if (words.includes('secret'))
        return 'secret';
    if (words.includes('misconfig'))
        return 'misconfiguration';
    return words.includes('license') ? 'license' : 'sca';
}
function snykKind({ id }) {
    if (/^snyk:lic:/i.test(id))
        return 'license';
    if (/^SNYK-CC-/i.test(id))
        return 'misconfiguration';
    // Snyk Code names its rules by language: `javascript/Sqli`.
    return /^[a-z]+\//.test(id) ? 'sast' : 'sca';
}
function checkovKind({ id }) {
    if (/^CKV2?_SECRET_/.test(id))
        return 'secret';
    if (/^(?:CKV_CVE|BC_CVE|CVE-)/.test(id))
        return 'sca';
    return id.startsWith('BC_LIC') ? 'license' : 'misconfiguration';
}

// EXTERNAL MODULE: ./node_modules/ae-cvss-calculator/dist/ae-cvss-calculator.js
var ae_cvss_calculator = __nccwpck_require__(353);
;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/cvss.js

/** Mandatory metrics by version, in the order of the specification (https://www.first.org/cvss/). */
const BASE = {
    '2.0': ['AV', 'AC', 'Au', 'C', 'I', 'A'],
    '3.0': ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'],
    '3.1': ['AV', 'AC', 'PR', 'UI', 'S', 'C', 'I', 'A'],
    '4.0': ['AV', 'AC', 'AT', 'PR', 'UI', 'VC', 'VI', 'VA', 'SC', 'SI', 'SA'],
};
/** All 32 metrics of CVSS 4.0 with their longest values take less than 200 characters. */
const VECTOR_LENGTH = 300;
const PREFIX = /^CVSS:(3\.0|3\.1|4\.0)\//;
/**
 * The base score of a CVSS v2, 3.0, 3.1 or 4.0 vector: threat, temporal and environmental metrics are left out, because
 * they are somebody else's estimate and mostly lower it.
 * @returns 0 to 10 (0: no impact at all), or `undefined` for what is no complete vector of these versions
 */
function cvss_scoreOf(vector) {
    const parsed = cvss_parse(vector);
    return parsed === undefined ? undefined : baseScore(parsed);
}
/**
 * One score for several vectors of the same advisory: the highest CVSS version counts, and the worst score in it
 * (spec security-gate 3.10). Vectors that cannot be read are passed over.
 */
function cvss_scoreOfAll(vectors) {
    let best;
    for (const vector of vectors) {
        const parsed = cvss_parse(vector);
        const score = parsed === undefined ? undefined : baseScore(parsed);
        if (parsed === undefined || score === undefined)
            continue;
        const { version } = parsed;
        if (best === undefined || version > best.version || (version === best.version && score > best.score)) {
            best = { version, score };
        }
    }
    return best?.score;
}
function cvss_parse(vector) {
    if (vector.length > VECTOR_LENGTH)
        return undefined;
    const text = vector.trim();
    const prefix = PREFIX.exec(text);
    // NVD's older feeds wrap v2 vectors in parentheses.
    const body = prefix === null ? text.replace(/^\((.*)\)$/, '$1') : text.slice(prefix[0].length);
    const metrics = new Map();
    for (const part of body.split('/')) {
        const colon = part.indexOf(':');
        const name = part.slice(0, colon);
        // "A vector string must not include the same metric more than once": which one counts is anybody's guess.
        if (colon < 1 || metrics.has(name))
            return undefined;
        metrics.set(name, part.slice(colon + 1));
    }
    return { version: prefix?.[1] ?? '2.0', metrics };
}
function baseScore({ version, metrics }) {
    const parts = version === '2.0' ? [] : [`CVSS:${version}`];
    for (const name of BASE[version] ?? []) {
        const value = metrics.get(name);
        if (value === undefined || !/^[A-Z]$/.test(value))
            return undefined;
        parts.push(`${name}:${value}`);
    }
    const score = calculator.fromVector(parts.join('/'))?.calculateScores(false).base;
    return typeof score === 'number' && score >= 0 && score <= 10 ? score : undefined;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/report.js
const KINDS = (/* unused pure expression or super */ null && (['sast', 'sca', 'secret', 'misconfiguration', 'license', 'quality', 'posture']));
/** What the format cannot say better than "this is not evidence". The gate shows `reason` and `message`, never the bytes. */
class report_UnreadableReport extends Error {
    name = 'UnreadableReport';
    reason;
    constructor(reason, message, options) {
        super(message, options);
        this.reason = reason;
    }
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/text.js
/**
 * Text of a scanner that may stand in a report: identifiers, package names, paths.
 * Control characters (newlines, ANSI), line separators, byte order marks and the marks that turn text round
 * (https://trojansource.codes) are taken out here, once; who shows the text still escapes it for its own place.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/;
const UNPRINTABLES = new RegExp(UNPRINTABLE, 'g');
/** Longer than any rule id or package name met in the corpus (the longest has 139 characters). */
const NAME_LENGTH = 256;
/** @returns undefined for what is no text, and for text of which nothing is left */
function text_cleanText(value, length = NAME_LENGTH) {
    if (typeof value !== 'string')
        return undefined;
    // Cut first: the rest is linear in what is kept, whatever the scanner wrote.
    const head = value.length > length ? value.slice(0, length) : value;
    const text = (UNPRINTABLE.test(head) ? head.replace(UNPRINTABLES, '') : head).trim().toWellFormed();
    return text === '' ? undefined : text;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/sarif/values.js
function values_textOf(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
/** SARIF writes -1 for "no index". Larger than 2^53 it has lost digits in parsing; it is out of range anyway. */
function indexOf(value) {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
function count(oddities, text) {
    oddities.set(text, (oddities.get(text) ?? 0) + 1);
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/sarif/place.js



/** PATH_MAX of Linux. A cut path would be another path, so a longer one is none. */
const PATH_LENGTH = 4096;
const MAX_LINE = (/* unused pure expression or super */ null && (2 ** 31 - 1));
/** Nested bases; the standard forbids circles (3.14.14), a hostile file does not. */
const MAX_BASES = 8;
function placesOf(paths) {
    return (value) => {
        const physical = fieldsOf(value);
        const path = paths(physical['artifactLocation']);
        if (path === undefined)
            return undefined;
        const line = fieldsOf(physical['region'])['startLine'];
        const known = typeof line === 'number' && Number.isInteger(line) && line >= 1 && line <= MAX_LINE;
        return known ? { path, line } : { path };
    };
}
/** @returns paths relative to the repository root where that can be known; absolute ones, `/`-separated, else */
function pathsOf(run, oddities) {
    const roots = rootsOf(run);
    const bases = fields_fieldsOf(run['originalUriBaseIds']);
    const artifacts = fields_listOf(run['artifacts']);
    const known = new Map();
    return (value) => {
        const location = fields_fieldsOf(value);
        const reference = location['uri'] === undefined ? artifactAt(artifacts, location, oddities) : location;
        const uri = values_textOf(reference['uri']);
        if (uri === undefined || uri.length > PATH_LENGTH)
            return undefined;
        const baseId = values_textOf(reference['uriBaseId']);
        const ofBase = known.get(baseId) ?? new Map();
        known.set(baseId, ofBase);
        if (!ofBase.has(uri))
            ofBase.set(uri, resolve(uri, baseId, bases, roots));
        const path = ofBase.get(uri);
        if (path === undefined)
            count(oddities, 'a location that is no path inside the repository');
        return path;
    };
}
function artifactAt(artifacts, location, oddities) {
    const index = indexOf(location['index']);
    if (index === undefined)
        return {};
    if (index >= artifacts.length)
        count(oddities, 'an artifact index that points nowhere');
    return fields_fieldsOf(fields_fieldsOf(artifacts[index])['location']);
}
/** Directories that stand for the root of the repository, without their last slash. */
function rootsOf(run) {
    const roots = [];
    const bases = fields_fieldsOf(run['originalUriBaseIds']);
    for (const id of Object.keys(bases)) {
        if (!ROOT_ID.test(id))
            continue;
        const root = absolutePath(values_textOf(fields_fieldsOf(bases[id])['uri']) ?? '');
        if (root !== undefined)
            roots.push(root);
    }
    // `/` as a root (Trivy's ROOTPATH) would make every path of the machine one of the repository.
    return roots.filter((root) => root !== '').sort((a, b) => b.length - a.length);
}
const ROOT_ID = /^%?(?:SRC|REPO|PROJECT|ROOT|SOURCE)_?(?:ROOT|PATH|DIR)%?$/i;
function resolve(uri, baseId, bases, roots) {
    const absolute = absolutePath(uri);
    // The root directory itself is no file.
    if (absolute !== undefined)
        return relativeTo(roots, absolute) || undefined;
    if (hasScheme(uri))
        return undefined;
    const prefix = prefixOf(baseId, bases, roots);
    if (prefix === '' && PLAIN.test(uri))
        return uri;
    return prefix === undefined ? undefined : inside(`${prefix}${place_decode(uri)}`);
}
/** What nearly every file is called: nothing to decode, to clean or to walk. */
const PLAIN = /^(?:[\w@+-][\w.@+-]*\/)*[\w@+-][\w.@+-]*$/;
/** What stands before a relative path: the bases that are directories of the repository, nothing for its root. */
function prefixOf(baseId, bases, roots) {
    let prefix = '';
    let id = baseId;
    for (let depth = 0; id !== undefined && depth < MAX_BASES; depth++) {
        const base = Object.hasOwn(bases, id) ? fields_fieldsOf(bases[id]) : {};
        const uri = values_textOf(base['uri']) ?? '';
        const absolute = absolutePath(uri);
        if (absolute !== undefined) {
            // Only a base below a known root adds directories; any other absolute base is taken for the root itself.
            const below = relativeTo(roots, absolute);
            return below === undefined || below.startsWith('/') || WINDOWS.test(below) ? prefix : `${below}/${prefix}`;
        }
        if (hasScheme(uri))
            return undefined;
        if (uri !== '')
            prefix = `${place_decode(uri).replace(/\/*$/, '/')}${prefix}`;
        id = values_textOf(base['uriBaseId']);
    }
    return prefix;
}
const WINDOWS = /^[a-z]:(?:\/|$)/i;
/** Where GitHub's runners check out: `/home/runner/work/<repository>/<repository>`, `D:\a\...`, `/github/workspace`. */
const CHECKOUT = /^(?:\/home\/runner\/work\/([^/]+)\/\1|\/Users\/runner\/work\/([^/]+)\/\2|[a-z]:\/a\/([^/]+)\/\3|\/github\/workspace)(?=\/)/i;
function relativeTo(roots, absolute) {
    // Before the roots of the report: those are a subdirectory when a scanner was started in one.
    const checkout = CHECKOUT.exec(absolute)?.[0];
    if (checkout !== undefined)
        return inside(absolute.slice(checkout.length + 1));
    for (const root of roots) {
        if (absolute === root)
            return '';
        if (absolute.startsWith(`${root}/`))
            return inside(absolute.slice(root.length + 1));
    }
    // Outside every known root (a file of a container image): it stays absolute, so that nobody takes it for a file here.
    return text_cleanText(absolute, PATH_LENGTH);
}
/** `/`-separated without its last slash; `undefined` for what is relative or no file. `''` is the root directory. */
function absolutePath(uri) {
    const file = /^file:(?:\/\/(?:localhost)?)?(?=\/(?!\/)|[a-z]:)/i.exec(uri);
    if (file === null && PLAIN.test(uri))
        return undefined;
    const path = place_decode(file === null ? uri : uri.slice(file[0].length)).replaceAll('\\', '/');
    const local = /^\/[a-z]:(?:\/|$)/i.test(path) ? path.slice(1) : path;
    if (!local.startsWith('/') && !WINDOWS.test(local))
        return undefined;
    const segments = segmentsOf(local);
    if (segments === undefined)
        return undefined;
    const joined = segments.join('/');
    return WINDOWS.test(local) || joined === '' ? joined : `/${joined}`;
}
/** A relative path without `.`, `..` and empty parts; `undefined` when it leaves the directory or nothing is left. */
function inside(path) {
    const segments = segmentsOf(path.replaceAll('\\', '/'));
    return segments === undefined ? undefined : text_cleanText(segments.join('/'), PATH_LENGTH);
}
function segmentsOf(path) {
    const segments = [];
    // Cleaned before it is split: a control character inside `..` must not hide it.
    for (const segment of (text_cleanText(path, PATH_LENGTH) ?? '').split('/')) {
        if (segment === '' || segment === '.')
            continue;
        if (segment !== '..')
            segments.push(segment);
        else if (segments.pop() === undefined)
            return undefined;
    }
    return segments;
}
/** `alpine:3.10` is the name of an image, not an address. */
function hasScheme(uri) {
    return /^(?:[a-z][a-z0-9+.-]+:\/|(?:data|urn|mailto|javascript):)/i.test(uri);
}
function place_decode(uri) {
    if (!uri.includes('%'))
        return uri;
    try {
        return decodeURIComponent(uri);
    }
    catch {
        return uri;
    }
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/fields.js



function isFields(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** The object, or one without fields. */
function fields_fieldsOf(value) {
    return isFields(value) ? value : {};
}
/** What stands in a file that may hold one JSON value or several: a stream of one line cannot be told from a document. */
function valuesOf(document) {
    if (document.kind === 'json-stream')
        return document.values;
    return document.kind === 'json' ? [document.value] : [];
}
/** The list, or an empty one: only where nothing in it is a finding. */
function fields_listOf(value) {
    return Array.isArray(value) ? value : [];
}
/** Findings: every entry has to be an object. @throws UnreadableReport `malformed` */
function entriesOf(value, where) {
    if (!Array.isArray(value))
        throw malformed(`\`${where}\` is no list`);
    for (let at = 0; at < value.length; at++) {
        if (!isFields(value[at]))
            throw malformed(`\`${where}[${at}]\` is no object`);
    }
    return value;
}
/** Findings in a field that tools leave out, or set to null, when there are none. @throws UnreadableReport `malformed` */
function optionalEntriesOf(value, where) {
    return value === undefined || value === null ? [] : entriesOf(value, where);
}
/** @throws UnreadableReport `malformed` */
function requiredFields(value, where) {
    if (!isFields(value))
        throw malformed(`\`${where}\` is no object`);
    return value;
}
function malformed(what) {
    return new UnreadableReport('malformed', `The report is not what its format says: ${what}.`);
}
/** An id, a version or a name. */
function fields_nameOf(value) {
    return typeof value === 'number' && Number.isFinite(value) ? String(value) : text_cleanText(value);
}
/** The names in a list, or the one name in its place. */
function fields_namesOf(value) {
    const names = [];
    for (const entry of Array.isArray(value) ? value : [value]) {
        const name = fields_nameOf(entry);
        if (name !== undefined)
            names.push(name);
    }
    return names;
}
/** Relative to the repository where that can be known, as in SARIF: one file has one path whichever format names it. */
function pathOf(value) {
    // These formats hold paths, not URIs: a percent sign is one.
    return typeof value === 'string' ? pathsOf({}, new Map())({ uri: value.replaceAll('%', '%25') }) : undefined;
}
/** 1-based. */
function lineOf(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
/** Whole and not negative: a total that a report names. */
function countOf(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
/** A place as `ScannerFinding` has it, ready to spread; nothing without a path. */
function fields_placeOf(path, line) {
    const file = pathOf(path);
    if (file === undefined)
        return {};
    const at = lineOf(line);
    return { location: { path: file, ...(at !== undefined && { line: at }) } };
}
const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?$/;
/** Go writes its zero time as year 1. No scanner here is older than 2000. */
const FIRST_YEAR = 2000;
/**
 * ISO 8601 in UTC, or `undefined` for what is no instant.
 * @param zone what a time without a zone means; without it such a time is no instant
 */
function instantOf(value, zone) {
    const match = typeof value === 'string' ? INSTANT.exec(value.trim()) : null;
    const offset = match?.[4] ?? zone;
    if (match === null || offset === undefined)
        return undefined;
    const milliseconds = (match[3] ?? '.000').padEnd(4, '0').slice(0, 4);
    const date = new Date(`${match[1]}T${match[2]}${milliseconds}${offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2')}`);
    return Number.isNaN(date.getTime()) || date.getUTCFullYear() < FIRST_YEAR ? undefined : date.toISOString();
}
/** A full or abbreviated git object name. */
function commitOf(value) {
    return typeof value === 'string' && /^[0-9a-f]{7,64}$/i.test(value) ? value.toLowerCase() : undefined;
}
/** A value as a word to look up; '' for what is none. `String()` throws for an object whose `toString` is no function. */
const wordOf = (value) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? `${value}` : '';

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/severity.js
/**
 * `unknown` stands above medium because it blocks like high and critical do: joined with a harmless severity it must
 * not become harmless.
 */
const ORDER = { critical: 5, high: 4, unknown: 3, medium: 2, low: 1, info: 0 };
const LABELS = new Map([
    ['critical', 'critical'],
    ['high', 'high'],
    ['important', 'high'],
    ['error', 'high'],
    ['medium', 'medium'],
    ['moderate', 'medium'],
    ['warning', 'medium'],
    ['low', 'low'],
    ['note', 'low'],
    ['negligible', 'low'],
    ['info', 'info'],
    ['informational', 'info'],
    ['none', 'info'],
]);
/** The longest label is 13 characters; nothing longer is lower-cased. */
const LABEL_LENGTH = 32;
function worst(a, b) {
    return ORDER[b] > ORDER[a] ? b : a;
}
/**
 * The bucket of a CVSS base score or a `security-severity`.
 * 9.0 itself is critical: CVSS 3 and 4 define 9.0-10.0, and Scorecard and Grype write exactly 9.0 for Critical.
 * 0 and everything outside 0-10 is "no score" (GitHub: "regarded as having no security severity"), not low.
 */
function severity_bucketOf(score) {
    if (!(score > 0 && score <= 10))
        return undefined;
    if (score >= 9)
        return 'critical';
    if (score >= 7)
        return 'high';
    if (score >= 4)
        return 'medium';
    return 'low';
}
const DECIMAL = /^[+-]?\d{1,6}(?:\.\d{1,20})?$/;
/** A number, or a plain decimal in a string; `undefined` for everything else (`Number('')` and `Number('0x9')` lie). */
function numberOf(value) {
    if (typeof value === 'number')
        return Number.isFinite(value) ? value : undefined;
    if (typeof value !== 'string' || value.length > LABEL_LENGTH)
        return undefined;
    const text = value.trim();
    return DECIMAL.test(text) ? Number(text) : undefined;
}
/** A tool's word for a severity, in any case; `undefined` for words that say nothing (`UNKNOWN`, `undefined`, ...). */
function severity_labelOf(value) {
    if (typeof value !== 'string' || value.length > LABEL_LENGTH)
        return undefined;
    return LABELS.get(value.trim().toLowerCase());
}
/** @param fallback what counts when neither score nor label says anything: the level's severity, or `unknown` */
function assess(score, label, fallback = 'unknown') {
    const scored = score === undefined ? undefined : severity_bucketOf(score);
    const severity = scored === undefined ? (label ?? fallback) : label === undefined ? scored : worst(scored, label);
    return {
        severity,
        ...(scored !== undefined && score !== undefined && { scored, score }),
        ...(label !== undefined && { labelled: label }),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/advisory.js



/** Ids that name one advisory wherever they stand; a tool's own numbers do not. */
const ADVISORY_ID = /^(?:CVE-\d{4}-\d{4,}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|MAL-\d{4}-\d+|GO-\d{4}-\d+|PYSEC-\d{4}-\d+|RUSTSEC-\d{4}-\d+|OSV-\d{4}-\d+|GMS-\d{4}-\d+|USN-\d+-\d+|DSA-\d+-\d+|DLA-\d+-\d+|[A-Z]{2,12}SA-\d{4}[:-]\d+|[A-Z]{3,10}-CVE-\d{4}-\d{4,}|ALPINE-\d+|SNYK-[A-Z]+-[A-Z0-9]+-\d+)$/i;
const GHSA = /GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}/i;
const CWE = /^(?:CWE-)?(\d{1,5})(?:$|[^\d])/i;
/** GHSA ids are lower case behind their prefix; every other id is upper case. */
function advisoryIdOf(value) {
    const name = nameOf(value);
    if (name === undefined || !ADVISORY_ID.test(name))
        return undefined;
    return /^GHSA-/i.test(name) ? `GHSA${name.slice(4).toLowerCase()}` : name.toUpperCase();
}
/** The GHSA id inside an advisory's address. */
function ghsaIn(value) {
    return typeof value === 'string' && value.length <= 2048 ? advisoryIdOf(GHSA.exec(value)?.[0]) : undefined;
}
/** `CWE-89` out of `CWE-89`, `CWE-89: SQL Injection`, `89` and 89. */
function cweOf(value) {
    const name = nameOf(value);
    const number = name === undefined ? undefined : CWE.exec(name)?.[1];
    return number === undefined ? undefined : `CWE-${Number(number)}`;
}
function cwesOf(value) {
    return (Array.isArray(value) ? value : [value]).map(cweOf).filter((cwe) => cwe !== undefined);
}
/** Each once, in the order in which they are met, without the id that already names the finding. */
function aliasesOf(ruleId, ...ids) {
    const aliases = new Set();
    for (const id of ids.flat()) {
        if (id !== undefined && id !== ruleId)
            aliases.add(id);
    }
    return [...aliases];
}
/**
 * What an advisory about a dependency weighs. Malware has no CVSS vector (OSV `MAL-*` has neither score nor label), and
 * nothing is worse to install: it is critical whatever the report says.
 */
function assessAdvisory(ids, score, label) {
    const assessment = assess(score, label);
    return ids.some((id) => /^MAL-/i.test(id)) ? { ...assessment, severity: 'critical' } : assessment;
}
/** The higher of two scores that count; 0 and `undefined` do not. */
function higher(a, b) {
    if (a === undefined || bucketOf(a) === undefined)
        return b;
    return b === undefined || bucketOf(b) === undefined || a >= b ? a : b;
}
/**
 * Scores that carry their CVSS version (Grype, CycloneDX): the highest version counts, and the worst score in it
 * (spec security-gate 3.10).
 */
function highestVersion(scores) {
    let best;
    for (const { version, score } of scores) {
        if (score === undefined || severity_bucketOf(score) === undefined)
            continue;
        if (best === undefined || version > best.version || (version === best.version && score > best.score)) {
            best = { version, score };
        }
    }
    return best?.score;
}
/**
 * Score and label of an advisory in OSV format (https://ossf.github.io/osv-schema/): `severity[]` at the top and in
 * every `affected[]`, and the label GitHub puts into `database_specific.severity`. A few converters write the label
 * into `severity` itself.
 */
function osvSeverity(advisory) {
    const osv = fieldsOf(advisory);
    const vectors = [];
    let label = worstLabel([labelOf(osv['severity']), labelOf(fieldsOf(osv['database_specific'])['severity'])]);
    for (const holder of [osv, ...listOf(osv['affected']).map(fieldsOf)]) {
        for (const entry of listOf(holder['severity']).map(fieldsOf)) {
            const value = entry['score'];
            if (typeof value !== 'string')
                continue;
            vectors.push(value);
            // Ubuntu writes a word where the others write a vector.
            label = worstLabel([label, labelOf(value)]);
        }
    }
    return { score: scoreOfAll(vectors), label };
}
function worstLabel(labels) {
    let result;
    for (const label of labels) {
        if (label !== undefined)
            result = result === undefined ? label : worst(result, label);
    }
    return result;
}
/** CVE, GHSA and CWE ids of an advisory in OSV format. */
function osvIds(advisory) {
    const osv = fieldsOf(advisory);
    const ids = [osv['id'], ...listOf(osv['aliases']), ...listOf(osv['upstream'])].map(nameOf);
    return {
        ids: ids.filter((id) => id !== undefined),
        cwes: cwesOf(listOf(fieldsOf(osv['database_specific'])['cwe_ids'])),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/sarif/advisories.js



/**
 * An advisory id at the start of a rule id: OSV-Scanner's rules are advisories (`GHSA-...`), Grype writes
 * `CVE-2021-1234-package`, Trivy before 0.20 `CVE-2021-1234/package`.
 */
const ADVISORY = /^(?:CVE-\d{4}-\d{4,19}|GHSA(?:-[23456789cfghjmpqrvwx]{4}){3}|(?:MAL|GO|PYSEC|RUSTSEC|OSV|GSD|GMS|HSEC|RSEC|BIT|ALSA|RLSA|RHSA|ELSA|DSA|DLA|USN|TEMP)-\d{1,4}[-:][\w:.]{1,30}(?:-\d{1,6})?|SNYK-[A-Z]{2,20}-[A-Z0-9]{1,100}-\d{1,12})(?![0-9a-zA-Z])/i;
const advisories_CWE = /(?:^|[^a-z])cwe-(\d{1,5})(?!\d)/i;
/** Aliases of one thing; more is noise, and a hostile file could hold a million. */
const MAX_ALIASES = 64;
/** @returns the id as its source spells it: GHSA ids in lower case behind their prefix, all others in upper case */
function advisoryAtStart(text) {
    const id = ADVISORY.exec(text)?.[0];
    if (id === undefined)
        return undefined;
    return /^ghsa/i.test(id) ? `GHSA${id.slice(4).toLowerCase()}` : id.toUpperCase();
}
/** `CWE-89` out of `CWE-89: SQL Injection`, `external/cwe/cwe-089`; also out of `89` where only a CWE can stand. */
function cweIn(value, bare = false) {
    const text = typeof value === 'number' ? String(value) : values_textOf(value);
    if (text === undefined || text.length > 200)
        return undefined;
    const number = advisories_CWE.exec(text)?.[1] ?? (bare && /^\d{1,5}$/.test(text) ? text : undefined);
    return number === undefined ? undefined : `CWE-${Number(number)}`;
}
/** Properties in which tools keep the ids of an advisory, beside the tags. */
const ADVISORY_KEYS = (/* unused pure expression or super */ null && (['aliases', 'cve', 'cves', 'ghsa', 'ghsas', 'tags']));
/** Ids of the same advisory: the rule's own, `deprecatedIds` (OSV-Scanner keeps aliases there), and its properties. */
function advisoriesOfRule(rule) {
    const properties = fieldsOf(rule['properties']);
    const ids = new Set();
    for (const value of [
        rule['id'],
        ...some(rule['deprecatedIds']),
        ...ADVISORY_KEYS.flatMap((key) => some(properties[key])),
    ]) {
        const text = cleanText(value);
        advisories_add(ids, text === undefined ? undefined : advisoryAtStart(text));
    }
    return [...ids].slice(0, MAX_ALIASES);
}
/** CWE ids: tags, properties, and relationships that imply the taxon (`superset`, `equal`; SARIF 3.53.3). */
function cwesOfRule(rule, taxonomies) {
    const properties = fieldsOf(rule['properties']);
    const ids = new Set();
    for (const value of some(properties['tags']))
        advisories_add(ids, cweIn(value));
    for (const key of ['cwe', 'cwes']) {
        for (const value of some(properties[key]))
            advisories_add(ids, cweIn(value, true));
    }
    for (const relationship of some(rule['relationships'])) {
        const kinds = listOf(fieldsOf(relationship)['kinds']);
        if (kinds.includes('superset') || kinds.includes('equal'))
            advisories_add(ids, cweOfTaxon(fieldsOf(relationship)['target'], taxonomies));
    }
    return [...ids].slice(0, MAX_ALIASES);
}
/**
 * The CWE of a reference into a taxonomy (SARIF 3.52): by its id where the taxonomy is CWE, else by its index.
 * @param taxonomies the run's `taxonomies`
 */
function cweOfTaxon(value, taxonomies) {
    const reference = fieldsOf(value);
    const component = fieldsOf(reference['toolComponent']);
    const position = component['index'];
    const taxonomy = fieldsOf(typeof position === 'number' ? taxonomies[position] : undefined);
    const isCwe = [component['name'], taxonomy['name']].some((name) => textOf(name)?.toLowerCase().startsWith('cwe'));
    const at = reference['index'];
    const taxon = fieldsOf(typeof at === 'number' ? listOf(taxonomy['taxa'])[at] : undefined);
    return cweIn(reference['id'] ?? taxon['id'], isCwe);
}
/** The values of a list, or the one value in its place, but not more than can be of use. */
function some(value) {
    if (value === undefined || value === null)
        return [];
    return Array.isArray(value) ? value.slice(0, MAX_ALIASES) : [value];
}
function advisories_add(aliases, alias) {
    if (alias !== undefined)
        aliases.add(alias);
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/context.js


/** A source that was asked for and not read: somebody relies on it. A rate limit ends by itself. */
function unreadStanding(fact, what, code = 'security-gate/alerts-unreadable') {
    const { source, state, detail, needs } = fact;
    const parts = { source, detail: `${what}: ${detail}${needs === undefined ? '' : ` Needs ${needs}.`}` };
    const found = state === 'pending' ? pending(parts) : finding(code, parts);
    return { state, findings: [found], about: [], proves: [] };
}
const pending = (parts) => ({
    ...finding('security-gate/scan-pending', parts),
    waiting: true,
});
/** As if a scanner had reported them, so that severity follows the policy in the same way. */
function membersBy(tool, found, { policy, now }) {
    const run = { tool, kinds: [], complete: true, problems: [] };
    return membersOf([{ source: '', path: '', content: { state: 'read', format: 'github', runs: [run], findings: found } }], policy, now);
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/debt.js

/**
 * An inherited finding does not block until its time has run out (decisions.md 1.6). Only critical and high have a time
 * of their own: a severity nobody knows is given the shorter one, milder ones that the policy blocks the longer one.
 */
function inherited(member, createdAt, { policy, now }) {
    const { critical, high } = policy['inherited-debt'];
    const span = parseDuration(member.severity === 'critical' || member.severity === 'unknown' ? critical : high);
    const since = Date.parse(createdAt);
    if (span === undefined || Number.isNaN(since))
        return member;
    const due = since + span;
    // Durations are bounded at 2^53 ms, dates at less.
    if (Math.abs(due) > 8.64e15)
        return member;
    const debt = { due: new Date(due).toISOString(), overdue: now >= due };
    return { ...member, debt };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/dismissed.js


/** Dismissed alerts count unless an allowed person dismissed them (decisions.md 1.10); what cannot be known counts. */
function settlementOf({ by, at }, { policy, dismissers }) {
    const rule = policy.dismissals;
    if (rule === undefined)
        return { counts: true, why: 'the policy names nobody whose dismissals count' };
    const before = rule['accept-before'];
    if (before !== undefined && at !== undefined && Date.parse(at) < Date.parse(before))
        return { counts: false, by: 'date' };
    if (by === undefined)
        return { counts: true, why: 'no person stands behind it' };
    const holds = Object.hasOwn(dismissers, by.login) ? dismissers[by.login] : 'unknown';
    if (holds === 'yes')
        return { counts: false, by: 'role' };
    const roles = rule.by.join(', ');
    return {
        counts: true,
        why: holds === 'no'
            ? `${by.login} has none of the roles in \`security-gate.dismissals.by\` (${roles})`
            : `nobody could tell whether ${by.login} has one of the roles in \`security-gate.dismissals.by\` (${roles}), whose teams only a token with members: read is shown`,
    };
}
/** One finding for each reason, with how many: a repository may have hundreds of dismissed alerts. */
function dismissalFindings(source, alerts, context) {
    const groups = new Map();
    for (const { number, dismissal } of alerts) {
        const settlement = settlementOf(dismissal, context);
        const key = settlement.counts ? `${dismissal.by?.login ?? ''}:${settlement.why}` : settlement.by;
        const group = groups.get(key) ?? { settlement, numbers: [] };
        group.numbers.push(number);
        groups.set(key, group);
    }
    return [...groups]
        .sort(([a], [b]) => compare(a, b))
        .map(([key, { settlement, numbers }]) => {
        const which = counted(numbers);
        const parts = { source, key: `${source}:${key}` };
        if (settlement.counts) {
            return finding('security-gate/dismissal-not-allowed', {
                ...parts,
                detail: `${which} count: ${settlement.why}.`,
            });
        }
        const detail = settlement.by === 'role'
            ? `${which} do not count: a person with a role in \`security-gate.dismissals.by\` dismissed them.`
            : `${which} do not count: dismissed before ${context.policy.dismissals?.['accept-before']}, which \`security-gate.dismissals.accept-before\` accepts.`;
        return finding('security-gate/dismissal-accepted', { ...parts, detail });
    });
}
/** Named in a sentence; the evidence has them all. */
const dismissed_NAMED = 10;
function counted(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    const named = sorted.slice(0, dismissed_NAMED).map((number) => `#${number}`);
    const rest = sorted.length - named.length;
    return `Dismissed alerts (${sorted.length}): ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/code-scanning-members.js








/** Every alert that counts; one that is also on the base is debt when scope is `introduced`. */
function codeScanningMembers(fact, context) {
    const onBase = context.scope === 'introduced' ? new Set(fact.onBase) : new Set();
    return fact.alerts.flatMap((alert) => {
        if (alert.dismissal !== undefined && !settlementOf(alert.dismissal, context).counts)
            return [];
        const members = membersBy(alert.tool, [findingOf(alert)], context);
        return onBase.has(alert.number) ? members.map((member) => inherited(member, alert.createdAt, context)) : members;
    });
}
function findingOf({ tool, rule, instance }) {
    const profile = profileOf(tool);
    const { id, name = '', tags, severity, securitySeverity } = rule;
    const traits = { id, name, tags, scored: securitySeverity !== undefined };
    const kind = profile === undefined ? 'sast' : (profile.kindOf?.(traits) ?? profile.kind);
    const advisories = kind === 'sca' ? [id, ...(tags ?? [])].map(advisoryAtStart) : [];
    const aliases = aliasesOf(id, advisories, (tags ?? []).map((tag) => cweIn(tag)));
    const malicious = kind === 'sca' && [id, ...aliases].some((one) => one.startsWith('MAL-'));
    // GitHub has no level for some rules; then nobody has said that it is harmless.
    const weighed = assess(undefined, severity_labelOf(securitySeverity), severity_labelOf(severity));
    return {
        run: 0,
        kind,
        ...weighed,
        ...((kind === 'secret' || malicious) && { severity: 'critical' }),
        ruleId: id,
        aliases,
        ...fields_placeOf(instance.path, instance.line),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/code-scanning.js







/**
 * Analyses of the accepted commits prove what their tools scan for; alerts are findings. An analysis of another commit
 * proves nothing, however clean it is.
 */
function codeScanning(fact, context) {
    if (fact.state !== 'read')
        return { members: [], standing: unreadStanding(fact, 'Code scanning') };
    const { subject } = context;
    const accepted = newestOf(fact.analyses.filter(({ commit }) => subject.accepted.includes(commit)));
    const others = newestOf(fact.analyses.filter(({ commit }) => !subject.accepted.includes(commit)));
    const running = fact.running ?? [];
    const doubts = [
        ...accepted.flatMap((analysis) => doubtsOf(analysis, fact, context)),
        ...(accepted.length === 0 && running.length === 0
            ? others.map((one) => foreign(one, fact.source, subject.head))
            : []),
        ...(running.length === 0
            ? []
            : [
                pending({ source: fact.source, detail: `Still running for this commit: ${[...running].sort().join(', ')}.` }),
            ]),
    ];
    const dismissed = fact.alerts.flatMap(({ number, dismissal }) => (dismissal ? [{ number, dismissal }] : []));
    const findings = [
        ...doubts,
        ...accepted.flatMap((analysis) => notesOf(analysis, fact.source)),
        ...dismissalFindings(fact.source, dismissed, context),
    ];
    return {
        members: codeScanningMembers(fact, context),
        standing: code_scanning_standingOf(findings, accepted, others, fact, context),
    };
}
function code_scanning_standingOf(findings, accepted, others, { running = [] }, context) {
    const state = stateOf(findings);
    const seen = accepted.length > 0 ? accepted : state === 'read' ? [] : others;
    const kinds = [...new Set(seen.flatMap(({ tool }) => code_scanning_kindsOf(tool)))].sort();
    // What runs has not said what it is; SAST is what code scanning is for.
    const about = running.length > 0 && kinds.length === 0 ? ['sast'] : kinds;
    const validUntil = accepted.flatMap((analysis) => expiryOf(analysis, context) ?? []).sort(compare)[0];
    return {
        state,
        findings,
        about,
        proves: state === 'read' ? kinds : [],
        ...(accepted[0] !== undefined && { commit: accepted[0].commit }),
        ...(validUntil !== undefined && { validUntil }),
    };
}
/** One of each tool and category: a newer upload takes the place of an older one on GitHub too. */
function newestOf(analyses) {
    const newest = new Map();
    for (const one of analyses) {
        const key = JSON.stringify([one.tool, one.category ?? '']);
        const known = newest.get(key);
        if (known === undefined ||
            compare(one.createdAt, known.createdAt) > 0 ||
            (one.createdAt === known.createdAt && one.id > known.id)) {
            newest.set(key, one);
        }
    }
    return [...newest].sort(([a], [b]) => compare(a, b)).map(([, one]) => one);
}
/** What a run of the tool proves. A name does not say which of its scans a tool with several ran; CodeQL has one. */
function code_scanning_kindsOf(tool) {
    const profile = profileOf(tool);
    if (profile === undefined)
        return [];
    return profile.kindOf === undefined || profile.notifications === 'codeql' ? [profile.kind] : [];
}
const code_scanning_nameOf = ({ tool, category }) => (category === undefined ? tool : `${tool} (${category})`);
function doubtsOf(analysis, { source, alerts }, context) {
    const { producer, error, results, tool } = analysis;
    const key = `${source}:${code_scanning_nameOf(analysis)}`;
    const found = [];
    if (error !== '') {
        const detail = `${code_scanning_nameOf(analysis)} of ${code_scanning_short(analysis.commit)}: ${error}`;
        found.push(finding('security-gate/analysis-failed', { source, key, detail }));
    }
    if (producer?.state !== 'trusted') {
        const why = producer?.detail ?? 'Which workflow made it, and who could have changed that, is not known.';
        found.push(finding('security-gate/producer-untrusted', { source, key, detail: `${code_scanning_nameOf(analysis)}: ${why}` }));
    }
    if (results > 0 && !alerts.some((alert) => alert.tool === tool)) {
        const detail = `${code_scanning_nameOf(analysis)} has ${results} results, and GitHub shows no alert of it.`;
        found.push(finding('security-gate/alerts-unreadable', { source, key, detail }));
    }
    if (results === 0 && profileOf(tool)?.emptyWhenFailed === true) {
        const detail = `${code_scanning_nameOf(analysis)} writes the same when it finds nothing and when it fails.`;
        found.push(finding('security-gate/scan-unproven', { source, key, detail }));
    }
    const expires = expiryOf(analysis, context);
    if (expires !== undefined && Date.parse(expires) < context.now) {
        const detail = `${code_scanning_nameOf(analysis)} was made at ${analysis.createdAt} and was good until ${expires}.`;
        found.push(finding('security-gate/report-stale', { source, key, detail }));
    }
    return found;
}
function notesOf(analysis, source) {
    const { warning, tool, rules, results } = analysis;
    const key = `${source}:${code_scanning_nameOf(analysis)}`;
    const found = [];
    if (rules === 0 && results === 0) {
        const detail = `${code_scanning_nameOf(analysis)}: neither rules nor results.`;
        found.push(finding('security-gate/scan-suspect', { source, key, detail }));
    }
    if (warning !== '') {
        const detail = `${code_scanning_nameOf(analysis)}: ${warning}`;
        found.push(finding('security-gate/report-note', { source, key: `${key}:warning`, detail }));
    }
    if (code_scanning_kindsOf(tool).length === 0) {
        const detail = `${code_scanning_nameOf(analysis)}: an analysis does not say which scan this tool ran; its report does.`;
        found.push(finding('security-gate/report-note', { source, key: `${key}:kind`, detail }));
    }
    return found;
}
function foreign(analysis, source, head) {
    const detail = `${code_scanning_nameOf(analysis)} is about commit ${code_scanning_short(analysis.commit)}; judged is ${code_scanning_short(head)}.`;
    return finding('security-gate/report-foreign', { source, key: `${source}:${code_scanning_nameOf(analysis)}`, detail });
}
function expiryOf({ tool, createdAt }, { policy }) {
    const bounds = code_scanning_kindsOf(tool).flatMap((kind) => boundOf(policy, kind)?.ms ?? []);
    if (bounds.length === 0)
        return undefined;
    return new Date(Date.parse(createdAt) + Math.min(...bounds)).toISOString();
}
/** The worst doubt names the state, as for reports. */
function stateOf(findings) {
    const blocking = findings.filter(({ level }) => level === 'block');
    const has = (code) => blocking.some((one) => one.code === `security-gate/${code}`);
    if (blocking.length === 0)
        return 'read';
    if (has('report-foreign'))
        return 'foreign';
    if (has('producer-untrusted'))
        return 'untrusted';
    if (has('report-stale'))
        return 'stale';
    return blocking.every(({ waiting }) => waiting === true) ? 'pending' : 'partial';
}
const code_scanning_short = (commit) => commit.slice(0, 7);

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/package.js


/** One package as all readers show it, so that the judge sees one package where several scanners name it. */
function packageOf(parts) {
    const given = typeof parts.purl === 'string' ? parsePurl(parts.purl) : undefined;
    const name = fields_nameOf(parts.name) ?? (given && fullName(given));
    if (name === undefined)
        return undefined;
    const version = fields_nameOf(parts.version) ?? given?.version;
    const purl = given ?? built(parts.type, parts.namespace, name, version);
    const text = purl === undefined ? undefined : formatPurl(withComparableVersion(purl));
    return {
        ...(text !== undefined && { purl: text }),
        name,
        ...(version !== undefined && { version }),
        ...(parts.fixedIn !== undefined && parts.fixedIn.length > 0 && { fixedIn: parts.fixedIn }),
    };
}
function fullName({ type, namespace, name }) {
    return namespace === undefined ? name : `${namespace}${type === 'maven' ? ':' : '/'}${name}`;
}
function built(type, namespace, name, version) {
    if (type === undefined)
        return undefined;
    const split = type === 'maven' ? name.lastIndexOf(':') : NAMESPACED.has(type) ? name.lastIndexOf('/') : -1;
    const prefix = split === -1 ? namespace : name.slice(0, split);
    return {
        type,
        ...(prefix !== undefined && { namespace: prefix }),
        name: name.slice(split + 1),
        ...(version !== undefined && { version }),
    };
}
/** Types whose names carry their namespace: `@scope/name`, `vendor/package`, `github.com/owner/repository`. */
const NAMESPACED = new Set(['npm', 'composer', 'golang', 'swift', 'github', 'githubactions', 'docker']);
/** Go's own tools write v1.2.3, OSV-Scanner 1.2.3, and the standard library comes as go1.2.3: one version. */
function withComparableVersion(purl) {
    const match = purl.type === 'golang' ? /^(?:go|v)?(\d+\.\d+.*)$/.exec(purl.version ?? '') : null;
    return match === null ? purl : { ...purl, version: `v${match[1]}` };
}
/** OSV ecosystem (https://ossf.github.io/osv-schema/#affectedpackage-field), without its suffix, to purl type. */
const ECOSYSTEMS = new Map(Object.entries({
    npm: ['npm'],
    PyPI: ['pypi'],
    Go: ['golang'],
    Maven: ['maven'],
    'crates.io': ['cargo'],
    RubyGems: ['gem'],
    NuGet: ['nuget'],
    Packagist: ['composer'],
    Hex: ['hex'],
    Pub: ['pub'],
    Hackage: ['hackage'],
    CRAN: ['cran'],
    ConanCenter: ['conan'],
    SwiftURL: ['swift'],
    'GitHub Actions': ['githubactions'],
    Debian: ['deb', 'debian'],
    Ubuntu: ['deb', 'ubuntu'],
    Alpine: ['apk', 'alpine'],
    Chainguard: ['apk', 'chainguard'],
    Wolfi: ['apk', 'wolfi'],
    'Rocky Linux': ['rpm', 'rocky-linux'],
    AlmaLinux: ['rpm', 'almalinux'],
    'Red Hat': ['rpm', 'redhat'],
    SUSE: ['rpm', 'suse'],
    openSUSE: ['rpm', 'opensuse'],
    Mageia: ['rpm', 'mageia'],
    openEuler: ['rpm', 'openeuler'],
    Bitnami: ['bitnami'],
}));
function osvPackageType(ecosystem) {
    const [type, namespace] = ECOSYSTEMS.get((nameOf(ecosystem) ?? '').split(':', 1)[0] ?? '') ?? [];
    return { ...(type !== undefined && { type }), ...(namespace !== undefined && { namespace }) };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/packages.js


/** Dependabot's names of ecosystems and the dependency graph's, to purl types. */
const TYPES = new Map(Object.entries({
    actions: 'githubactions',
    cargo: 'cargo',
    composer: 'composer',
    erlang: 'hex',
    go: 'golang',
    gomod: 'golang',
    maven: 'maven',
    npm: 'npm',
    nuget: 'nuget',
    pip: 'pypi',
    pub: 'pub',
    rubygems: 'gem',
    rust: 'cargo',
    swift: 'swift',
}));
function packageIn(ecosystem, name, parts = {}) {
    const { purl, version, fixedIn } = parts;
    const found = packageOf({
        purl,
        type: TYPES.get(ecosystem.toLowerCase()),
        name,
        ...(fixedIn && { fixedIn: [fixedIn] }),
    });
    if (found === undefined || version === undefined || found.version !== undefined)
        return found;
    return packageOf({ type: TYPES.get(ecosystem.toLowerCase()), name, version, ...(fixedIn && { fixedIn: [fixedIn] }) });
}
/**
 * Dependabot names a package and no version, scanners name both. Where a scanner found the same advisory in the same
 * package, the alert is about what the scanner found: it takes that version, so that the two are one finding.
 */
function withVersions(members, reported) {
    const known = new Map();
    for (const member of reported) {
        const name = unversioned(member);
        if (name === undefined || member.finding.package?.version === undefined)
            continue;
        const others = known.get(name);
        if (others === undefined)
            known.set(name, [member]);
        else
            others.push(member);
    }
    return members.flatMap((member) => {
        const name = unversioned(member);
        if (name === undefined || member.finding.package?.version !== undefined)
            return [member];
        const ids = new Set(packages_idsOf(member));
        const same = (known.get(name) ?? []).filter((other) => packages_idsOf(other).some((id) => ids.has(id)));
        const versions = new Map(same.flatMap(({ finding }) => (finding.package === undefined ? [] : [entryOf(finding.package)])));
        if (versions.size === 0)
            return [member];
        const { fixedIn } = member.finding.package ?? {};
        return [...versions]
            .sort(([a], [b]) => compare(a, b))
            .map(([, pack]) => {
            const { fixedIn: _, ...bare } = pack;
            return {
                ...member,
                finding: { ...member.finding, package: { ...bare, ...(fixedIn !== undefined && { fixedIn }) } },
            };
        });
    });
}
const entryOf = (pack) => [`${pack.purl ?? pack.name}@${pack.version ?? ''}`, pack];
function unversioned({ kind, finding }) {
    const pack = finding.package;
    if (kind !== 'sca' || pack === undefined)
        return undefined;
    return pack.purl === undefined ? pack.name : pack.purl.replace(/[?#].*$/, '').replace(/@[^/@]*$/, '');
}
const packages_idsOf = ({ finding }) => [finding.ruleId, ...finding.aliases].filter((id) => !id.startsWith('CWE-'));

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/dependencies.js







/** The dependency changes, where they are read and about this commit and its base: nothing else may call a finding inherited. */
function wholeChanges({ dependencies }, { subject }) {
    if (dependencies?.state !== 'read' || !subject.accepted.includes(dependencies.head))
        return undefined;
    return dependencies.base === subject.base?.mergeBase ? dependencies : undefined;
}
/**
 * A whole compare proves what a change brings in, and nothing of what was there before. The whole is known only with the
 * Dependabot alerts of the branch the change starts from (decisions.md 1.3, 1.6).
 */
function dependencies(fact, facts, context) {
    const what = 'The dependency compare';
    if (fact.state !== 'read') {
        const code = fact.state === 'partial' ? 'security-gate/compare-partial' : 'security-gate/alerts-unreadable';
        return { members: [], standing: unreadStanding(fact, what, code) };
    }
    const members = membersBy('GitHub dependency review', fact.changes.flatMap(findingsOf), context);
    return { members, standing: dependencies_standingOf(fact, facts, context) };
}
function dependencies_standingOf(fact, facts, context) {
    const { source } = fact;
    if (wholeChanges(facts, context) === undefined) {
        const detail = `The dependency compare is about ${dependencies_short(fact.base)}...${dependencies_short(fact.head)}; judged is ${dependencies_short(context.subject.head)}.`;
        return {
            state: 'foreign',
            findings: [finding('security-gate/report-foreign', { source, detail })],
            about: ['sca'],
            proves: [],
        };
    }
    const ms = boundOf(context.policy, 'sca')?.ms;
    const expires = ms === undefined ? undefined : Date.parse(fact.readAt) + ms;
    if (expires !== undefined && expires < context.now) {
        const detail = `The dependency compare was read at ${fact.readAt}.`;
        return {
            state: 'stale',
            findings: [finding('security-gate/report-stale', { source, detail })],
            about: ['sca'],
            proves: [],
        };
    }
    const base = {
        state: 'read',
        commit: fact.head,
        ...(expires !== undefined && { validUntil: new Date(expires).toISOString() }),
    };
    const gap = context.scope === 'all' ? gapOf(facts) : undefined;
    if (gap === undefined)
        return { ...base, findings: [], about: ['sca'], proves: ['sca'] };
    const detail = `The scope of this event is \`all\`, and the compare shows what the change brings in: ${gap}.`;
    const title = 'Dependency changes are no scan of all dependencies';
    const remedy = 'Hand in the report of a dependency scan for this commit.';
    return {
        ...base,
        findings: [finding('security-gate/report-note', { source, title, detail, remedy })],
        about: [],
        proves: [],
    };
}
/** Why the compare and the alerts together do not cover everything; undefined when they do. */
function gapOf({ dependabot, subject }) {
    if (dependabot === undefined)
        return 'Dependabot alerts were not asked for';
    if (dependabot.state !== 'read')
        return 'Dependabot alerts could not be read';
    if (subject.base === undefined || subject.base.ref !== subject.defaultBranch) {
        return 'Dependabot alerts describe the default branch, and the change is for another one';
    }
    return undefined;
}
function findingsOf(change) {
    if (change.change !== 'added')
        return [];
    const { ecosystem, name, version, purl, manifest } = change;
    const pack = packageIn(ecosystem, name, { version, ...(purl !== undefined && { purl }) });
    return change.vulnerabilities.map(({ ghsa, severity }) => ({
        run: 0,
        kind: 'sca',
        ...assessAdvisory([ghsa], undefined, severity_labelOf(severity)),
        ruleId: ghsa,
        aliases: [],
        ...(pack !== undefined && { package: pack }),
        ...fields_placeOf(manifest),
    }));
}
/** PyPI reads `Foo_Bar` and `foo-bar` as one (PEP 503); elsewhere such a pair is at worst touched where it was not. */
const plain = (name) => name.toLowerCase().replace(/[-_.]+/g, '-');
/** What a change does to the package of an alert. By name alone: the two APIs name some ecosystems differently. */
function effectOn(alert, { changes }) {
    const same = changes.filter(({ name }) => plain(name) === plain(alert.package));
    if (same.length === 0)
        return 'untouched';
    const has = ({ vulnerabilities }) => vulnerabilities.some(({ ghsa }) => ghsa === alert.ghsa);
    const added = same.some((one) => one.change === 'added' && has(one));
    const removed = same.some((one) => one.change === 'removed' && one.manifest === alert.manifest && has(one));
    return removed && !added ? 'mended' : 'touched';
}
const dependencies_short = (commit) => commit.slice(0, 7);

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/dependabot.js









const TOOL = 'Dependabot';
/**
 * Alerts describe the default branch, not a commit: they add findings and prove no scan, not even on that branch
 * (decisions.md 1.3). With a whole compare, what the change does not touch is inherited, and what it mends is gone.
 */
function dependabot(fact, changes, context) {
    if (fact.state !== 'read')
        return { members: [], standing: unreadStanding(fact, 'Dependabot alerts') };
    const { source } = fact;
    const members = [];
    const mended = [];
    for (const alert of fact.alerts) {
        if (alert.dismissal !== undefined && !settlementOf(alert.dismissal, context).counts)
            continue;
        const effect = changes === undefined ? 'touched' : effectOn(alert, changes);
        if (effect === 'mended') {
            mended.push(alert.number);
            continue;
        }
        const found = membersBy(TOOL, [dependabot_findingOf(alert)], context);
        const debt = effect === 'untouched' && context.scope === 'introduced';
        members.push(...(debt ? found.map((member) => inherited(member, alert.createdAt, context)) : found));
    }
    const dismissed = fact.alerts.flatMap(({ number, dismissal }) => (dismissal ? [{ number, dismissal }] : []));
    const findings = [...dismissalFindings(source, dismissed, context), ...mendedNote(source, mended)];
    return { members, standing: { state: 'read', findings, about: [], proves: [] } };
}
function mendedNote(source, numbers) {
    if (numbers.length === 0)
        return [];
    const named = [...numbers].sort((a, b) => a - b).map((number) => `#${number}`);
    const detail = `The change takes out what these Dependabot alerts are about: ${named.slice(0, 10).join(', ')}${named.length > 10 ? ` and ${named.length - 10} more` : ''}.`;
    const title = 'The change mends what Dependabot found';
    const remedy = 'Nothing to do: GitHub closes them after the merge.';
    return [finding('security-gate/report-note', { source, key: `${source}:mended`, title, detail, remedy })];
}
function dependabot_findingOf(alert) {
    const { ghsa, aliases, cwes, severities, scores, malware, firstPatched } = alert;
    const weighed = assessAdvisory([ghsa, ...aliases], highestVersion(scores), worstLabel(severities.map(severity_labelOf)));
    const pack = packageIn(alert.ecosystem, alert.package, firstPatched === undefined ? {} : { fixedIn: firstPatched });
    return {
        run: 0,
        kind: 'sca',
        ...weighed,
        ...(malware && { severity: 'critical' }),
        ruleId: ghsa,
        aliases: aliasesOf(ghsa, aliases, cwes),
        ...(pack !== undefined && { package: pack }),
        ...fields_placeOf(alert.manifest),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/scanners/secrets.js

/**
 * A secret blocks whatever its label says (spec security-gate 3.4.5): critical, or high when the tool tried it in vain.
 *
 * Its fingerprint is a hash over rule, path, line, column and the commit that brought it in. It does not survive moved
 * lines. A hash over the secret would, and would let anyone who reads the evidence test guesses against it offline:
 * passwords in code are short.
 */
function secretFinding(facts) {
    const { location } = facts;
    return {
        kind: 'secret',
        severity: facts.verified === false ? 'high' : 'critical',
        ...(facts.labelled !== undefined && { labelled: facts.labelled }),
        ruleId: facts.ruleId,
        aliases: facts.aliases ?? [],
        ...(location !== undefined && { location }),
        fingerprint: (0,external_node_crypto_namespaceObject.createHash)('sha256')
            .update(JSON.stringify([facts.ruleId, location?.path, location?.line, facts.column, facts.leakedIn]))
            .digest('hex'),
        ...(facts.verified !== undefined && { verified: facts.verified }),
        ...(facts.suppressedBy !== undefined && { suppressed: true, suppressedBy: facts.suppressedBy }),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/secret-alerts.js





/**
 * Alerts are about the repository, not a commit: they add findings and prove no scan (decisions.md 1.3). A secret that
 * still works is never settled and never debt, whoever resolved its alert (decisions.md 1.9).
 */
function secretAlerts(fact, context) {
    if (fact.state !== 'read')
        return { members: [], standing: unreadStanding(fact, 'Secret scanning alerts') };
    const members = [];
    const judged = [];
    for (const alert of fact.alerts) {
        const { number, resolution, validity } = alert;
        if (resolution !== undefined && validity !== 'active') {
            // Its issuer says that it is dead: nobody's word is needed (spec/security-gate.md 3.9).
            if (resolution.reason === 'revoked' && validity === 'inactive')
                continue;
            judged.push({ number, dismissal: resolution });
            if (!settlementOf(resolution, context).counts)
                continue;
        }
        const debt = context.scope === 'introduced' && alert.inBase === true && validity !== 'active';
        const found = membersBy('GitHub secret scanning', [secret_alerts_findingOf(alert)], context);
        members.push(...(debt ? found.map((member) => inherited(member, alert.createdAt, context)) : found));
    }
    const findings = dismissalFindings(fact.source, judged, context);
    return { members, standing: { state: 'read', findings, about: [], proves: [] } };
}
function secret_alerts_findingOf({ number, type, validity, place }) {
    const { location } = fields_placeOf(place?.path, place?.line);
    // Without a place, two secrets of one type would look like one.
    const ruleId = location === undefined ? `${type} (alert ${number})` : type;
    const verified = validity === 'active' ? true : validity === 'inactive' ? false : undefined;
    return { run: 0, ...secretFinding({ ruleId, location, leakedIn: place?.commit, verified }) };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/judge-github.js





/**
 * What GitHub's own evidence is worth for the subject. Pure and total.
 * @param now milliseconds since the epoch
 * @param reported members of the reports: an alert that is about the same advisory takes the version they name
 */
function judgeGitHub(facts, policy, now, reported = []) {
    const { subject, dismissers = {} } = facts;
    const scope = policy.scope[subject.kind === 'commit' ? 'release' : 'pull-request'];
    const context = { subject, dismissers, policy, now, scope };
    const changes = wholeChanges(facts, context);
    const judged = [];
    if (facts.codeScanning)
        judged.push([facts.codeScanning.source, codeScanning(facts.codeScanning, context)]);
    if (facts.dependencies)
        judged.push([facts.dependencies.source, dependencies(facts.dependencies, facts, context)]);
    if (facts.dependabot)
        judged.push([facts.dependabot.source, dependabot(facts.dependabot, changes, context)]);
    if (facts.secretAlerts)
        judged.push([facts.secretAlerts.source, secretAlerts(facts.secretAlerts, context)]);
    const members = judged.flatMap(([source, one]) => one.members.map((member) => ({ ...member, source })));
    return {
        members: withVersions(members, [...reported, ...members]),
        standings: new Map(judged.map(([source, { standing }]) => [source, standing])),
    };
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/github/artifact.js


/** What it means that the artifact a report should come from is not read. */
function artifactFinding({ id, state, detail, needs, uri }) {
    const parts = { source: id, detail: `${detail ?? uri}${needs === undefined ? '' : ` Needs ${needs}.`}` };
    switch (state) {
        case 'read':
            return undefined;
        case 'pending':
            return pending(parts);
        case 'absent':
            return finding('security-gate/artifact-missing', parts);
        case 'stale':
            return finding('security-gate/artifact-expired', parts);
        case 'untrusted':
            return finding('security-gate/artifact-digest', parts);
        case 'foreign':
            return finding('security-gate/report-foreign', parts);
        case 'forbidden':
        case 'partial':
            return finding('security-gate/artifact-unreadable', parts);
    }
}

;// CONCATENATED MODULE: ./build/actions/security-gate/judge/sources.js


/** What a source that was not read means; reports are judged by their content instead. */
const sources_REASONS = [
    ['reports:', 'security-gate/reports-not-found'],
    ['known:', 'security-gate/alerts-unreadable'],
    ['exceptions', 'security-gate/exceptions-unreadable'],
    ['vex:', 'security-gate/vex-unreadable'],
    ['pull', 'security-gate/pull-unreadable'],
    ['moved', 'security-gate/pull-moved'],
    ['change', 'security-gate/change-unreadable'],
    ['base', 'security-gate/base-ungoverned'],
    ['workflow', 'security-gate/gate-outdated'],
];
/** Every source but reports: the pull request, the change, the base, the policy, exceptions, other runs. */
function sourceFindings(sources) {
    return sources.flatMap((source) => {
        // A report is judged by what is in it, and what GitHub knows with its facts.
        if (/^(?:report|github):/.test(source.id))
            return [];
        const detail = withNeeds(source);
        if (source.state === 'read')
            return noted(source);
        if (source.id.startsWith('artifact:'))
            return artifactFinding(source) ?? [];
        const parts = { source: source.id, detail };
        if (source.state === 'pending')
            return [{ ...finding('security-gate/scan-pending', parts), waiting: true }];
        const code = sources_REASONS.find(([prefix]) => source.id.startsWith(prefix))?.[1] ?? 'security-gate/policy-untrusted';
        return [finding(code, parts)];
    });
}
function withNeeds({ detail, uri, state, needs }) {
    const said = detail ?? `${uri} is ${state}.`;
    return needs === undefined ? said : `${said} It needs ${needs}.`;
}
/** A base that counts although nobody protects it. */
function noted({ id, detail }) {
    if (id !== 'base' || detail === undefined)
        return [];
    return [finding('security-gate/base-unprotected', { source: id, detail })];
}
/** What the change suppresses in itself counts once role `security` has seen this head (decisions.md 1.7). */
function suppressionFindings(unmerged) {
    if (unmerged === undefined || unmerged.security.approved === 'yes')
        return [];
    return unmerged.suppressions.map((one) => finding('security-gate/suppression-added', {
        key: `${one.path}:${one.line ?? ''}:${one.what}`,
        detail: `It adds ${one.what}. ${unmerged.security.detail}`,
        place: sources_placeOf(one),
    }));
}
const sources_placeOf = ({ path, line }) => ({ path, ...(line !== undefined && { line }) });

;// CONCATENATED MODULE: ./build/actions/security-gate/judge.js










/**
 * Are SAST, SCA and secret scan all there for this commit, complete and fresh, and free of what the policy blocks?
 * Pure and total: same evidence, same verdict.
 */
function judge(evidence) {
    return judge_assess(evidence).verdict;
}
function judge_assess(evidence) {
    const policy = evidence.policy.resolved['security-gate'];
    const { facts, subject } = evidence;
    const now = Date.parse(evidence.now);
    const moment = {
        commit: subject.commit ?? '',
        uri: subject.uri,
        now,
        changed: facts.changed,
        unmerged: facts.unmerged,
    };
    const reported = membersOf(facts.reports, policy, now);
    const known = facts.github === undefined ? undefined : judgeGitHub(facts.github, policy, now, reported);
    const standings = new Map([
        ...facts.reports.map((report) => [report.source, standingOf(report, policy, moment)]),
        ...(known?.standings ?? []),
    ]);
    const clusters = cluster([...reported, ...(known?.members ?? [])]);
    const covered = covering(clusters, facts, policy, evidence.now);
    const found = clusters.map((one) => {
        const cover = coverOf(one, covered);
        return { one, cover, finding: classify(one, policy, cover) };
    });
    const byKey = new Map(found.map(({ one, finding: { key } }) => [key, one]));
    const sources = evidence.sources
        .map((source) => withStanding(source, standings.get(source.id)))
        .sort((a, b) => compare(a.id, b.id));
    const all = sortFindings([
        ...sourceFindings(evidence.sources),
        ...[...standings.values()].flatMap((standing) => standing.findings),
        ...suppressionFindings(facts.unmerged),
        ...missingKinds([...standings.values()], evidence.sources, policy),
        ...covered.problems.map((one) => finding(one.code, { key: one.id, detail: one.detail, ...(one.place && { place: one.place }) })),
        ...found.map(({ finding: one }) => one),
    ]);
    const findings = mostSeriousFirst(all, (key) => byKey.get(key)?.severity);
    const validUntil = earliest([
        ...[...standings.values()].map((standing) => standing.validUntil),
        ...found.map(({ cover }) => cover?.expires),
    ]);
    return {
        verdict: {
            gate: 'security-gate',
            subject,
            conclusion: conclude(findings, sources, evidence.sources.map((source) => source.id)),
            findings,
            sources,
            strength: evidence.strength,
            ...(validUntil !== undefined && { validUntil }),
        },
        clusters: byKey,
        standings,
    };
}
/** Level by level, what could not be seen first, then the most severe; equals stay in the order they had. */
function mostSeriousFirst(findings, severityOf) {
    return findings
        .map((one) => ({ one, severity: severityOf(one.key) }))
        .sort((a, b) => (a.one.level === b.one.level ? bySeriousness(a.severity, b.severity) : 0))
        .map(({ one }) => one);
}
function bySeriousness(first, second) {
    if (first === undefined || second === undefined)
        return Number(first !== undefined) - Number(second !== undefined);
    return bySeverity(first, second);
}
function covering(clusters, facts, policy, now) {
    const maxAgeMs = parseDuration(policy['exception-max-age']) ?? 0;
    // Who approved an entry is read from GitHub; a run on files alone can confirm nobody.
    const approvals = Object.entries(facts.approvals ?? {});
    return coverage(judgedMembers(clusters, facts.contents), {
        exceptions: facts.exceptions,
        vex: facts.vex,
        now,
        maxAgeMs,
        maxOpen: policy['exceptions-max-open'],
        verify: Object.fromEntries(approvals.map(([id, { state }]) => [id, state === 'verified' ? state : 'unverified'])),
        voids: Object.fromEntries(approvals.flatMap(([id, one]) => (one.state === 'void' ? [[id, one.detail]] : []))),
        since: Object.fromEntries(approvals.flatMap(([id, one]) => (one.state === 'verified' ? [[id, one.since]] : []))),
    });
}
/** Every required kind needs one report that is complete, bound and fresh; a doubtful one has its own finding already. */
function missingKinds(standings, sources, policy) {
    const about = new Set(standings.flatMap((standing) => standing.about));
    // A policy may require no kind; it cannot make a pass out of nothing read.
    if (standings.length === 0 && policy.require.length === 0) {
        const detail = 'The policy requires no kind of scan, and no report was handed in: nothing was read.';
        return [finding('security-gate/kind-missing', { key: 'none', title: 'No scan for this commit', detail })];
    }
    const due = sources.some(({ id, state }) => /^(?:artifact|github):/.test(id) && state === 'pending');
    // What is still due may bring it: until then nothing is missing.
    if (due)
        return [];
    return policy.require
        .filter((kind) => !about.has(kind))
        .map((kind) => finding('security-gate/kind-missing', {
        key: kind,
        title: `No ${KIND_NAMES[kind]} for this commit`,
        detail: `\`security-gate.require\` in the policy names ${kind}, and no report handed in shows one.`,
    }));
}
const KIND_NAMES = { sast: 'SAST', sca: 'SCA', secret: 'secret scan' };
function withStanding(source, standing) {
    if (standing === undefined)
        return source;
    return { ...source, state: standing.state, ...(standing.commit !== undefined && { commit: standing.commit }) };
}
function earliest(times) {
    return times.reduce((a, b) => (a === undefined || (b !== undefined && b < a) ? b : a), undefined);
}

;// CONCATENATED MODULE: ./build/verify/judges.js

/** The gates of this build whose past runs can be judged again; `replay` refuses facts that are not of their shape. */
const JUDGES = {
    'security-gate': (evidence) => judge(evidence),
};

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/util.js

// functions
function assertEqual(val) {
    return val;
}
function assertNotEqual(val) {
    return val;
}
function toZod() {
    return (schema) => schema;
}
function assertIs(_arg) { }
function assertNever(_x) {
    throw new Error("Unexpected value in exhaustive check");
}
function assert(_) { }
function getEnumValues(entries) {
    const numericValues = Object.values(entries).filter((v) => typeof v === "number");
    const values = Object.entries(entries)
        .filter(([k, _]) => numericValues.indexOf(+k) === -1)
        .map(([_, v]) => v);
    return values;
}
function joinValues(array, separator = "|") {
    return array.map((val) => stringifyPrimitive(val)).join(separator);
}
function jsonStringifyReplacer(_, value) {
    if (typeof value === "bigint")
        return value.toString();
    return value;
}
// the accessor lives on a shared prototype: an own accessor makes every box a dictionary-mode object (~360 B and a slow load per read against ~100 B and an inlined getter here)
class Cached {
    constructor(getter) {
        this._getter = getter;
        this._value = undefined;
    }
    get value() {
        const getter = this._getter;
        if (getter !== undefined) {
            this._value = getter();
            this._getter = undefined;
        }
        return this._value;
    }
}
function cached(getter) {
    return new Cached(getter);
}
function nullish(input) {
    return input === null || input === undefined;
}
function cleanRegex(source) {
    const start = source.startsWith("^") ? 1 : 0;
    const end = source.endsWith("$") ? source.length - 1 : source.length;
    return source.slice(start, end);
}
function floatSafeRemainder(val, step) {
    const ratio = val / step;
    const roundedRatio = Math.round(ratio);
    // `val` and `step` each round to a double before the division rounds again, so a true decimal multiple's quotient can sit up to 1.5 of these scaled epsilons from the integer. A 1x tolerance therefore rejected 2.03 as a multiple of 0.07; 4x covers the worst case with margin.
    const tolerance = 4 * Number.EPSILON * Math.max(Math.abs(ratio), 1);
    if (Math.abs(ratio - roundedRatio) < tolerance)
        return 0;
    return ratio - roundedRatio;
}
const EVALUATING = /* @__PURE__*/ (/* unused pure expression or super */ null && (Symbol("evaluating")));
function defineLazy(object, key, getter) {
    let value = undefined;
    Object.defineProperty(object, key, {
        get() {
            if (value === EVALUATING) {
                // Circular reference detected, return undefined to break the cycle
                return undefined;
            }
            if (value === undefined) {
                value = EVALUATING;
                value = getter();
            }
            return value;
        },
        set(v) {
            Object.defineProperty(object, key, {
                value: v,
                // configurable: true,
            });
            // object[key] = v;
        },
        configurable: true,
    });
}
function objectClone(obj) {
    return Object.create(Object.getPrototypeOf(obj), Object.getOwnPropertyDescriptors(obj));
}
function assignProp(target, prop, value) {
    Object.defineProperty(target, prop, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
    });
}
/**
 * Whichever object a def's `shape` currently answers from: the one the caller passed until the first read, the frozen copy after it.
 *
 * Its keys and descriptors read without invoking anything, which is what lets a discriminated union check its discriminator, and the cycle walk read a shape, without resolving a getter that references the schema being constructed. A def that answers `shape` from an accessor of its own has none.
 */
function rawShape(def) {
    const desc = Object.getOwnPropertyDescriptor(def, "shape");
    return desc?.get ? desc.get.raw : desc?.value;
}
// where a builder reads its source's keys and descriptors, resolving only a shape a def answers for itself. A shape resolves by object spread, so only its enumerable keys are ever part of it.
function sourceShape(schema) {
    return rawShape(schema._zod.def) ?? schema._zod.def.shape;
}
// a key whose value is not settled yet, self-caching so every read after the first gets the same one
function deferProp(target, key, getter) {
    Object.defineProperty(target, key, {
        get() {
            const value = getter();
            assignProp(this, key, value);
            return value;
        },
        enumerable: true,
        configurable: true,
    });
}
// Writes a settled key. A plain assignment is much cheaper than `defineProperty` and produces the same descriptor, but it runs whatever setter already answers to the key — an accessor this shape deferred, or an inherited one, which `__proto__` has on every object and prototype pollution can add for any name.
function putProp(target, key, value) {
    if (key in target)
        assignProp(target, key, value);
    else
        target[key] = value;
}
/**
 * Copies `keys` of `source`'s shape onto `target`, each value passed through `wrap`.
 *
 * A key the source has resolved is copied through now, so the derived shape states it outright and nothing has to resolve it to learn what it holds. A key the source still defers stays deferred, and reads back through the source's own `shape`, so it resolves once and both shapes get that one schema.
 */
function mirrorShape(target, source, keys, wrap) {
    const raw = sourceShape(source);
    for (const key of keys) {
        const desc = Object.getOwnPropertyDescriptor(raw, key);
        if (!desc.enumerable)
            continue;
        if (desc.get) {
            deferProp(target, key, () => {
                const value = source._zod.def.shape[key];
                return wrap ? wrap(value, key) : value;
            });
        }
        else
            putProp(target, key, wrap ? wrap(desc.value, key) : desc.value);
    }
}
// same, for a plain shape a caller passed rather than a schema's
function mirrorProps(target, source) {
    for (const key of Reflect.ownKeys(source)) {
        const desc = Object.getOwnPropertyDescriptor(source, key);
        if (!desc.enumerable)
            continue;
        if (desc.get)
            deferProp(target, key, () => source[key]);
        else
            putProp(target, key, desc.value);
    }
}
function mergeDefs(...defs) {
    const mergedDescriptors = {};
    for (const def of defs) {
        const descriptors = Object.getOwnPropertyDescriptors(def);
        Object.assign(mergedDescriptors, descriptors);
    }
    return Object.defineProperties({}, mergedDescriptors);
}
function cloneDef(schema) {
    return mergeDefs(schema._zod.def);
}
function getElementAtPath(obj, path) {
    if (!path)
        return obj;
    return path.reduce((acc, key) => acc?.[key], obj);
}
function promiseAllObject(promisesObj) {
    const keys = Object.keys(promisesObj);
    const promises = keys.map((key) => promisesObj[key]);
    return Promise.all(promises).then((results) => {
        const resolvedObj = {};
        for (let i = 0; i < keys.length; i++) {
            resolvedObj[keys[i]] = results[i];
        }
        return resolvedObj;
    });
}
function randomString(length = 10) {
    const chars = "abcdefghijklmnopqrstuvwxyz";
    let str = "";
    for (let i = 0; i < length; i++) {
        str += chars[Math.floor(Math.random() * chars.length)];
    }
    return str;
}
function esc(str) {
    return JSON.stringify(str);
}
function slugify(input) {
    return input
        .toLowerCase()
        .trim()
        .replace(/[^\w\s-]/g, "")
        .replace(/[\s_-]+/g, "-")
        .replace(/^-+|-+$/g, "");
}
const captureStackTrace = ("captureStackTrace" in Error ? Error.captureStackTrace : (..._args) => { });
function util_isObject(data) {
    return typeof data === "object" && data !== null && !Array.isArray(data);
}
const allowsEval = /* @__PURE__*/ (/* unused pure expression or super */ null && (cached(() => {
    // Skip the probe under `jitless`: strict CSPs report the caught `new Function` as a `securitypolicyviolation` even though the throw is swallowed.
    if (globalConfig.jitless) {
        return false;
    }
    // @ts-ignore
    if (typeof navigator !== "undefined" && navigator?.userAgent?.includes("Cloudflare")) {
        return false;
    }
    try {
        const F = Function;
        new F("");
        return true;
    }
    catch (_) {
        return false;
    }
})));
function isPlainObject(o) {
    if (util_isObject(o) === false)
        return false;
    // modified constructor
    const ctor = o.constructor;
    if (ctor === undefined)
        return true;
    if (typeof ctor !== "function")
        return true;
    // modified prototype
    const prot = ctor.prototype;
    if (util_isObject(prot) === false)
        return false;
    // ctor doesn't have static `isPrototypeOf`
    if (Object.prototype.hasOwnProperty.call(prot, "isPrototypeOf") === false) {
        return false;
    }
    return true;
}
function shallowClone(o) {
    if (isPlainObject(o))
        return { ...o };
    if (Array.isArray(o))
        return [...o];
    if (o instanceof Map)
        return new Map(o);
    if (o instanceof Set)
        return new Set(o);
    return o;
}
function numKeys(data) {
    let keyCount = 0;
    for (const key in data) {
        if (Object.prototype.hasOwnProperty.call(data, key)) {
            keyCount++;
        }
    }
    return keyCount;
}
const getParsedType = (data) => {
    const t = typeof data;
    switch (t) {
        case "undefined":
            return "undefined";
        case "string":
            return "string";
        case "number":
            return Number.isNaN(data) ? "nan" : "number";
        case "boolean":
            return "boolean";
        case "function":
            return "function";
        case "bigint":
            return "bigint";
        case "symbol":
            return "symbol";
        case "object":
            if (Array.isArray(data)) {
                return "array";
            }
            if (data === null) {
                return "null";
            }
            if (data.then && typeof data.then === "function" && data.catch && typeof data.catch === "function") {
                return "promise";
            }
            if (typeof Map !== "undefined" && data instanceof Map) {
                return "map";
            }
            if (typeof Set !== "undefined" && data instanceof Set) {
                return "set";
            }
            if (typeof Date !== "undefined" && data instanceof Date) {
                return "date";
            }
            // @ts-ignore
            if (typeof File !== "undefined" && data instanceof File) {
                return "file";
            }
            return "object";
        default:
            throw new Error(`Unknown data type: ${t}`);
    }
};
const propertyKeyTypes = /* @__PURE__*/ new Set(["string", "number", "symbol"]);
const primitiveTypes = /* @__PURE__*/ new Set([
    "string",
    "number",
    "bigint",
    "boolean",
    "symbol",
    "undefined",
]);
function escapeRegex(str) {
    return str.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
// zod-specific utils
function clone(inst, def, params) {
    const cl = new inst._zod.constr(def ?? inst._zod.def);
    if (!def || params?.parent)
        cl._zod.parent = inst;
    return cl;
}
function normalizeParams(_params) {
    const params = _params;
    if (!params)
        return {};
    if (typeof params === "string")
        return { error: () => params };
    if (params?.message !== undefined) {
        if (params?.error !== undefined)
            throw new Error("Cannot specify both `message` and `error` params");
        params.error = params.message;
    }
    delete params.message;
    if (typeof params.error === "string")
        return { ...params, error: () => params.error };
    return params;
}
function createTransparentProxy(getter) {
    let target;
    return new Proxy({}, {
        get(_, prop, receiver) {
            target ?? (target = getter());
            return Reflect.get(target, prop, receiver);
        },
        set(_, prop, value, receiver) {
            target ?? (target = getter());
            return Reflect.set(target, prop, value, receiver);
        },
        has(_, prop) {
            target ?? (target = getter());
            return Reflect.has(target, prop);
        },
        deleteProperty(_, prop) {
            target ?? (target = getter());
            return Reflect.deleteProperty(target, prop);
        },
        ownKeys(_) {
            target ?? (target = getter());
            return Reflect.ownKeys(target);
        },
        getOwnPropertyDescriptor(_, prop) {
            target ?? (target = getter());
            return Reflect.getOwnPropertyDescriptor(target, prop);
        },
        defineProperty(_, prop, descriptor) {
            target ?? (target = getter());
            return Reflect.defineProperty(target, prop, descriptor);
        },
    });
}
function stringifyPrimitive(value) {
    if (typeof value === "bigint")
        return value.toString() + "n";
    if (typeof value === "string")
        return `"${value}"`;
    return `${value}`;
}
function optionalKeys(shape) {
    return Object.keys(shape).filter((k) => {
        return shape[k]._zod.optin !== undefined && shape[k]._zod.optout === "optional";
    });
}
// Wrapped in a `@__PURE__` IIFE: esbuild never tree-shakes a top-level initializer that contains a member access on `Number`, so the bare object literal survived into every bundle.
const NUMBER_FORMAT_RANGES = /*@__PURE__*/ (() => ({
    safeint: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    int32: [-2147483648, 2147483647],
    uint32: [0, 4294967295],
    float32: [-3.4028234663852886e38, 3.4028234663852886e38],
    float64: [-Number.MAX_VALUE, Number.MAX_VALUE],
}))();
const BIGINT_FORMAT_RANGES = {
    int64: [/* @__PURE__*/ BigInt("-9223372036854775808"), /* @__PURE__*/ BigInt("9223372036854775807")],
    uint64: [/* @__PURE__*/ BigInt(0), /* @__PURE__*/ BigInt("18446744073709551615")],
};
function pick(schema, mask) {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(".pick() cannot be used on object schemas containing refinements");
    }
    const newShape = {};
    mirrorShape(newShape, schema, maskedKeys(schema, mask));
    return clone(schema, mergeDefs(currDef, { shape: newShape, checks: [] }));
}
// the mask keys that select something, checked against the source's shape without resolving it
function maskedKeys(schema, mask) {
    const raw = sourceShape(schema);
    const keys = [];
    // `for...in` skips symbols, so a symbol in the mask would select nothing
    for (const key of Reflect.ownKeys(mask)) {
        if (!Object.getOwnPropertyDescriptor(raw, key)?.enumerable) {
            throw new Error(`Unrecognized key: "${String(key)}"`);
        }
        if (mask[key])
            keys.push(key);
    }
    return keys;
}
function omit(schema, mask) {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(".omit() cannot be used on object schemas containing refinements");
    }
    const omitted = new Set(maskedKeys(schema, mask));
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)).filter((key) => !omitted.has(key)));
    return clone(schema, mergeDefs(currDef, { shape: newShape, checks: [] }));
}
function extend(schema, shape) {
    if (!isPlainObject(shape)) {
        throw new Error("Invalid input to extend: expected a plain object");
    }
    const checks = schema._zod.def.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        // Only throw if new shape overlaps with existing shape. Use getOwnPropertyDescriptor to check key existence without accessing values
        const existingShape = sourceShape(schema);
        for (const key of Reflect.ownKeys(shape)) {
            if (Object.getOwnPropertyDescriptor(existingShape, key) !== undefined) {
                throw new Error("Cannot overwrite keys on object schemas containing refinements. Use `.safeExtend()` instead.");
            }
        }
    }
    return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
// the source's keys, then the caller's overlaid on top
function extended(schema, shape) {
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)));
    mirrorProps(newShape, shape);
    return newShape;
}
function safeExtend(schema, shape) {
    if (!isPlainObject(shape)) {
        throw new Error("Invalid input to safeExtend: expected a plain object");
    }
    return clone(schema, mergeDefs(schema._zod.def, { shape: extended(schema, shape) }));
}
function merge(a, b) {
    if (!b?._zod?.def) {
        throw new Error("Invalid input to merge: expected an object schema. To merge a plain shape, use `.extend()`.");
    }
    if (a._zod.def.checks?.length) {
        throw new Error(".merge() cannot be used on object schemas containing refinements. Use .safeExtend() instead.");
    }
    const newShape = {};
    mirrorShape(newShape, a, Reflect.ownKeys(sourceShape(a)));
    mirrorShape(newShape, b, Reflect.ownKeys(sourceShape(b)));
    const def = mergeDefs(a._zod.def, {
        shape: newShape,
        get catchall() {
            return b._zod.def.catchall;
        },
        checks: b._zod.def.checks ?? [],
    });
    return clone(a, def);
}
function util_partial(Class, schema, mask, name = "partial") {
    const currDef = schema._zod.def;
    const checks = currDef.checks;
    const hasChecks = checks && checks.length > 0;
    if (hasChecks) {
        throw new Error(`.${name}() cannot be used on object schemas containing refinements`);
    }
    const selected = mask ? new Set(maskedKeys(schema, mask)) : undefined;
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), Class &&
        ((value, key) => (selected && !selected.has(key) ? value : new Class({ type: "optional", innerType: value }))));
    return clone(schema, mergeDefs(schema._zod.def, { shape: newShape, checks: [] }));
}
function required(Class, schema, mask) {
    const selected = mask ? new Set(maskedKeys(schema, mask)) : undefined;
    const newShape = {};
    mirrorShape(newShape, schema, Reflect.ownKeys(sourceShape(schema)), (value, key) => 
    // overwrite with non-optional
    selected && !selected.has(key) ? value : new Class({ type: "nonoptional", innerType: value }));
    return clone(schema, mergeDefs(schema._zod.def, { shape: newShape }));
}
// invalid_type | too_big | too_small | invalid_format | not_multiple_of | unrecognized_keys | invalid_union | invalid_key | invalid_element | invalid_value | custom
function aborted(x, startIndex = 0) {
    if (x.aborted === true)
        return true;
    for (let i = startIndex; i < x.issues.length; i++) {
        if (x.issues[i]?.continue !== true) {
            return true;
        }
    }
    return false;
}
// Checks for explicit abort (continue === false), as opposed to implicit abort (continue === undefined). Used to respect `abort: true` in .refine() even for checks that have a `when` function.
function explicitlyAborted(x, startIndex = 0) {
    if (x.aborted === true)
        return true;
    for (let i = startIndex; i < x.issues.length; i++) {
        if (x.issues[i]?.continue === false) {
            return true;
        }
    }
    return false;
}
function prefixIssues(path, issues) {
    return issues.map((iss) => {
        var _a;
        (_a = iss).path ?? (_a.path = []);
        iss.path.unshift(path);
        return iss;
    });
}
function unwrapMessage(message) {
    return typeof message === "string" ? message : message?.message;
}
/* A check holds no link back to the schema it is attached to — the same check instance is shared by every clone of that schema — so the owner is stamped onto the issues a check just raised, at the only point where both are in scope. Runs on the failure path only; `start` is the issue count from before the check ran. */
/** The leading size checks of `defChecks` that set an upper bound, each paired with it. */
function sizeCaps(defChecks) {
    const caps = [];
    for (const ch of defChecks ?? []) {
        const d = ch._zod.def;
        // a later check may rewrite the value
        if (!/_(length|size)$|_equals$/.test(d.check))
            break;
        const max = d.maximum ?? d.length ?? d.size;
        if (max >= 0)
            caps.push([max, ch]);
    }
    return caps;
}
function attachSchema(issues, start, inst) {
    var _a;
    for (let i = start; i < issues.length; i++) {
        (_a = issues[i]).schema ?? (_a.schema = inst);
    }
}
function finalizeIssue(iss, ctx, config) {
    var _a;
    // A schema that raised an issue itself owns it outright, and outranks any stamp an enclosing check left in `attachSchema`. String formats and z.custom() are schema and check at once, so when they act as a check they defer to that stamp instead.
    const traits = iss.inst?._zod?.traits;
    if (traits?.has("$ZodType")) {
        if (traits.has("$ZodCheck"))
            (_a = iss).schema ?? (_a.schema = iss.inst);
        else
            iss.schema = iss.inst;
    }
    // Decreasing specificity, first map to return a message wins. `inst` is whatever raised the issue, so a check's own map outranks the owning schema's.
    const schemaError = iss.schema !== iss.inst ? iss.schema?._zod.def?.error : undefined;
    const message = iss.message
        ? iss.message
        : (unwrapMessage(iss.inst?._zod.def?.error?.(iss)) ??
            unwrapMessage(schemaError?.(iss)) ??
            unwrapMessage(ctx?.error?.(iss)) ??
            unwrapMessage(config.customError?.(iss)) ??
            unwrapMessage(config.localeError?.(iss)) ??
            "Invalid input");
    // an explicit own-key copy beats object rest with excluded keys, which v8 routes through a generic runtime call; Object.keys rather than for-in so an issue pushed with a prototype does not leak inherited keys, and an own __proto__ key is dropped rather than assigned through the setter
    const full = {};
    for (const k of Object.keys(iss)) {
        if (k === "inst" || k === "schema" || k === "continue" || k === "input" || k === "__proto__")
            continue;
        full[k] = iss[k];
    }
    full.path ?? (full.path = []);
    full.message = message;
    if (ctx?.reportInput) {
        full.input = iss.input;
    }
    return full;
}
function getSizableOrigin(input) {
    if (input instanceof Set)
        return "set";
    if (input instanceof Map)
        return "map";
    // @ts-ignore
    if (input instanceof File)
        return "file";
    return "unknown";
}
const highSurrogate = /[\uD800-\uDBFF]/;
// Code points in `str`: a surrogate pair counts once, a lone surrogate as itself. Hand-rolled because the string iterator allocates and runs ~250x slower on this path; the regex probe exits ~50x quicker for a string with no astral characters.
function codePointLength(str) {
    const units = str.length;
    if (!highSurrogate.test(str))
        return units;
    let count = units;
    for (let i = 0; i < units - 1; i++) {
        if ((str.charCodeAt(i) & 0xfc00) === 0xd800 && (str.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
            count--;
            i++;
        }
    }
    return count;
}
function getLengthableOrigin(input) {
    if (Array.isArray(input))
        return "array";
    if (typeof input === "string")
        return "string";
    return "unknown";
}
function parsedType(data) {
    const t = typeof data;
    switch (t) {
        case "number": {
            return Number.isNaN(data) ? "nan" : "number";
        }
        case "object": {
            if (data === null) {
                return "null";
            }
            if (Array.isArray(data)) {
                return "array";
            }
            const obj = data;
            if (obj && Object.getPrototypeOf(obj) !== Object.prototype && "constructor" in obj && obj.constructor) {
                return obj.constructor.name;
            }
        }
    }
    return t;
}
function issue(...args) {
    const [iss, input, inst] = args;
    if (typeof iss === "string") {
        return {
            message: iss,
            code: "custom",
            input,
            inst,
        };
    }
    return { ...iss };
}
function cleanEnum(obj) {
    return Object.entries(obj)
        .filter(([k, _]) => {
        // return true if NaN, meaning it's not a number, thus a string key
        return Number.isNaN(Number.parseInt(k, 10));
    })
        .map((el) => el[1]);
}
// Codec utility functions
function base64ToUint8Array(base64) {
    const binaryString = atob(base64);
    const bytes = new Uint8Array(binaryString.length);
    for (let i = 0; i < binaryString.length; i++) {
        bytes[i] = binaryString.charCodeAt(i);
    }
    return bytes;
}
function uint8ArrayToBase64(bytes) {
    let binaryString = "";
    for (let i = 0; i < bytes.length; i++) {
        binaryString += String.fromCharCode(bytes[i]);
    }
    return btoa(binaryString);
}
function base64urlToUint8Array(base64url) {
    const base64 = base64url.replace(/-/g, "+").replace(/_/g, "/");
    const padding = "=".repeat((4 - (base64.length % 4)) % 4);
    return base64ToUint8Array(base64 + padding);
}
function uint8ArrayToBase64url(bytes) {
    return uint8ArrayToBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
}
function hexToUint8Array(hex) {
    const cleanHex = hex.replace(/^0x/, "");
    if (cleanHex.length % 2 !== 0) {
        throw new Error("Invalid hex string length");
    }
    const bytes = new Uint8Array(cleanHex.length / 2);
    for (let i = 0; i < cleanHex.length; i += 2) {
        bytes[i / 2] = Number.parseInt(cleanHex.slice(i, i + 2), 16);
    }
    return bytes;
}
function uint8ArrayToHex(bytes) {
    return Array.from(bytes)
        .map((b) => b.toString(16).padStart(2, "0"))
        .join("");
}
// instanceof
class Class {
    constructor(..._args) { }
}
//////////    PROTOTYPE INSTALLERS     //////////
//
// Members live on the prototype and materialize per instance on first read, which keeps own-property count under the step where V8 stops using inline slots. Changing anything here means re-measuring runtime, memory and bundle size together — see "The three axes" in AGENTS.md.
/**
 * Installs a trait's members on its prototype. Each value builds that member for the instance on first read; the built value shadows the accessor as an own property, so a detached `const { parse } = schema` keeps working.
 *
 * Call this from a `proto` initializer, which runs once per prototype — never per instance.
 */
function members(proto, table) {
    for (const key in table) {
        const desc = Object.getOwnPropertyDescriptor(table, key);
        // a getter installs as written, so it stays live: `description` reads through to the registry on every access. not enumerable: an object literal's is, and a prototype member never was
        if (desc.get)
            Object.defineProperty(proto, key, { ...desc, enumerable: false });
        // a method materializes bound on first read, which is what keeps a detached member working: `const opt = schema.optional; opt()`
        else
            defineBound(proto, key, desc.value);
    }
}
/** Shadows a prototype member with an own value, so a getter that builds from the instance runs once. */
function own(inst, key, value, enumerable = true) {
    Object.defineProperty(inst, key, { configurable: true, writable: true, enumerable, value });
    return value;
}
/** Like {@link own}, for a member that was never an own data property and has to stay out of `Object.keys`. */
function hide(inst, key, value) {
    return own(inst, key, value, false);
}
/** Adds members a table derives from the instance: each builds on first read and shadows as own data, and assignment shadows the same way, as when these were own properties. */
function derived(computes, table) {
    for (const key in computes) {
        const compute = computes[key];
        // an object literal's accessor is configurable and enumerable, and `members` copies the descriptor as written
        Object.defineProperty(table, key, {
            configurable: true,
            enumerable: true,
            get() {
                return own(this, key, compute(this));
            },
            set(value) {
                own(this, key, value);
            },
        });
    }
    return table;
}
function defineBound(proto, key, fn) {
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // vitest's spyOn calls a prototype getter bare to find the function it wraps, so a nullish receiver answers the raw method
            return this == null ? fn : own(this, key, fn.bind(this));
        },
        set(value) {
            own(this, key, value);
        },
    });
}
/** Returns the prototype to install on, or `undefined` if this group is already installed on it. */
function claim(inst, sentinel) {
    const proto = Object.getPrototypeOf(inst);
    // Runs on every construction, so `in` rather than the costlier `hasOwnProperty.call`. Sentinels are keys the group itself defines.
    return sentinel in proto ? undefined : proto;
}
// The internals whose init chain is installing. A second call for the same one is a derived constructor overriding its base, so it must not construct another schema in between or the override is dropped.
let installing;
// Set while a getter is running, so a value that resolved through a recursion break is not memoized. One shared descriptor shadows the key for the duration, which costs no per-key allocation.
let broke = false;
const breaker = {
    configurable: true,
    get() {
        broke = true;
        return undefined;
    },
};
/**
 * Installs a lazily-derived internal on the `_zod` prototype of `inst`'s
 * constructor, computed from the internals object itself and cached there on
 * first read. One accessor per constructor rather than one per instance.
 */
function defineLazyInternal(inst, key, compute) {
    const proto = Object.getPrototypeOf(inst._zod);
    if (key in proto && installing !== inst._zod) {
        // A repeat construction: everything is installed already. Cleared here so the reference is not held past the first construction of every type.
        installing = undefined;
        return;
    }
    installing = inst._zod;
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // Shadowed before computing so a re-entrant read from a recursive schema resolves to undefined instead of running the getter again.
            Object.defineProperty(this, key, breaker);
            const outer = broke;
            broke = false;
            try {
                const value = compute(this);
                // A result that resolved through a recursion break is recomputed once the graph is complete; everything else memoizes, undefined included.
                if (broke)
                    delete this[key];
                else
                    Object.defineProperty(this, key, { configurable: true, writable: true, value });
                broke = broke || outer;
                return value;
            }
            catch (err) {
                // A compute that threw memoizes nothing, so a later read runs it again and fails the same way. The shadow goes with it, since leaving it installed would answer undefined for every later read.
                delete this[key];
                broke = broke || outer;
                throw err;
            }
        },
        set(value) {
            Object.defineProperty(this, key, { configurable: true, writable: true, value });
        },
    });
}
/**
 * Installs `key` on `inst`'s prototype, computed by `make` on first read and cached there as an own
 * data property. One accessor per constructor rather than one per instance, because an own accessor
 * puts every instance after the first into v8 dictionary mode. The key doubles as the sentinel.
 */
function installLazyProp(inst, key, make, enumerable) {
    const proto = claim(inst, key);
    if (!proto)
        return;
    Object.defineProperty(proto, key, {
        configurable: true,
        get() {
            // Shadowed before computing, so a re-entrant read from a self-referential shape resolves to undefined instead of running the getter again. A data property rather than an accessor: an own accessor is the dictionary-mode transition this exists to avoid.
            const desc = { configurable: true, writable: true, enumerable, value: undefined };
            Object.defineProperty(this, key, desc);
            // a compute that throws leaves the shadow behind, so later reads answer undefined instead of re-throwing; `defineLazy` did the same, and `defineLazyInternal`'s delete-on-catch would cost bytes in every bundle for a case only a throwing user getter reaches
            desc.value = make(this);
            Object.defineProperty(this, key, desc);
            return desc.value;
        },
        set(value) {
            Object.defineProperty(this, key, { configurable: true, writable: true, enumerable, value });
        },
    });
}
/** Marks the thunk `_catch` synthesises for a constant catch value. `Function.length` cannot tell that thunk from a user callback — rest and defaulted parameters both report arity 0 — and a user callback reads `ctx.error`, whose issues only finalize correctly against the caller's per-parse error map. Provenance can say what arity cannot. A plain string key rather than `Symbol.for`, whose call at module scope no bundler can prove pure — the same shape that anchored `urlCanParse` into every build. */
const CONSTANT_CATCH = "~constantCatch";
/** Wraps a constant catch value in a thunk tagged with {@link CONSTANT_CATCH}. */
function constantCatch(value) {
    const fn = () => value;
    fn[CONSTANT_CATCH] = true;
    return fn;
}

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/core.js
var _a;

/** A special constant with type `never` */
const core_NEVER = /*@__PURE__*/ Object.freeze({
    status: "aborted",
});
/* Shared descriptor for installing `_zod`; defineProperty reads it
 * synchronously, so reusing one object avoids a per-instance allocation. */
const _zodDesc = { value: undefined, enumerable: false };
// null where suppressing the capture would be unrecoverable: `parse()` puts the frames back with `captureStackTrace`, so without it the throw would lose its stack. also latched to null once `stackTraceLimit` proves unassignable, which a realm can do at any point by hardening Error
let _E = "captureStackTrace" in Error ? Error : null;
// v8 captures a stack trace inside the Error constructor, which dominates a failed parse; costs only the frames, and parse() restores those. the constructor must RUN: Object.create is cheaper and passes instanceof, but Error.isError and util.types.isNativeError check an internal slot
function newError(Definition) {
    const E = _E;
    if (E) {
        const saved = E.stackTraceLimit;
        if (typeof saved === "number") {
            try {
                E.stackTraceLimit = 0;
            }
            catch {
                _E = null;
                return new Definition();
            }
            try {
                return new Definition();
            }
            finally {
                E.stackTraceLimit = saved;
            }
        }
    }
    return new Definition();
}
function $constructor(name, initializer, 
/** This trait's members, installed once on every prototype that composes it. They cannot be declared in the initializer above: that runs per instance, and the prototype is shared. */
proto, params) {
    // Prototype for this constructor's `_zod` internals. Lazily-derived fields (`values`, `pattern`, `optin`, …) install here once rather than as an accessor on every instance.
    const zodProto = {};
    // Assigning the fields in the constructor body is what gives instances in-object slots; building the object literally and reparenting it costs a second allocation and a generic property copy.
    function Internals(def) {
        this.def = def;
        this.constr = _;
        this.traits = new Set();
    }
    Internals.prototype = zodProto;
    const protoMembers = proto;
    // One trait's members land on every prototype whose chain composes it, so the answer is per prototype rather than per trait.
    const initialized = protoMembers && new WeakSet();
    function init(inst, def) {
        if (!inst._zod) {
            _zodDesc.value = new Internals(def);
            try {
                Object.defineProperty(inst, "_zod", _zodDesc);
            }
            finally {
                // Cleared even on throw, so the shared descriptor never leaks one instance's internals into the next.
                _zodDesc.value = undefined;
            }
        }
        else if (inst._zod.traits.has(name)) {
            return;
        }
        inst._zod.traits.add(name);
        initializer(inst, def);
        if (initialized) {
            // `super(def)` from a user subclass gives `this` a prototype the subclass owns, and installing there would overwrite whatever the subclass declared. `constr` built the instance, so its prototype is the one below the subclass's that should carry the members. A receiver whose chain never reaches that prototype installs on its own, which for a plain object handed straight to `init` means `Object.prototype` — unchanged from before.
            const own = Object.getPrototypeOf(inst);
            const ctorProto = inst._zod.constr.prototype;
            let up = own;
            while (up && up !== ctorProto)
                up = Object.getPrototypeOf(up);
            const target = up ?? own;
            if (!initialized.has(target)) {
                initialized.add(target);
                members(target, protoMembers);
            }
        }
        // support prototype modifications; for-in avoids the array allocation of Object.keys on the (usually empty) prototype
        const proto = _.prototype;
        for (const k in proto) {
            if (!Object.prototype.hasOwnProperty.call(proto, k))
                continue;
            if (!(k in inst)) {
                inst[k] = proto[k].bind(inst);
            }
        }
    }
    // doesn't work if Parent has a constructor with arguments
    const Parent = params?.Parent ?? Object;
    class Definition extends Parent {
    }
    Object.defineProperty(Definition, "name", { value: name });
    function _(def) {
        const inst = params?.Parent ? newError(Definition) : this;
        init(inst, def);
        const deferred = inst._zod.deferred;
        if (deferred) {
            for (const fn of deferred) {
                fn();
            }
            // Released: initializers run once, and the list would otherwise be retained for the schema's lifetime.
            inst._zod.deferred = undefined;
        }
        // Global post-processor hook. Internal: installed by `import "zod/compile"` to enable AOT compilation for every constructed schema. Runs last, once the instance is fully built, because it hands the instance to compile(). The post-processor is expected to be reentrancy-guarded by its own implementation.
        const pp = globalThis.__zod_globalConfig?.postProcessor;
        if (pp)
            pp(inst);
        return inst;
    }
    Object.defineProperty(_, "init", { value: init });
    Object.defineProperty(_, Symbol.hasInstance, {
        value: (inst) => {
            if (params?.Parent && inst instanceof params.Parent)
                return true;
            return inst?._zod?.traits?.has(name);
        },
    });
    Object.defineProperty(_, "name", { value: name });
    return _;
}
//////////////////////////////   UTILITIES   ///////////////////////////////////////
const $brand = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("zod_brand")));
class $ZodAsyncError extends Error {
    constructor() {
        super(`Encountered Promise during synchronous parse. Use .parseAsync() instead.`);
    }
}
class $ZodEncodeError extends Error {
    constructor(name) {
        super(`Encountered unidirectional transform during encode: ${name}`);
        this.name = "ZodEncodeError";
    }
}
(_a = globalThis).__zod_globalConfig ?? (_a.__zod_globalConfig = {});
const core_globalConfig = globalThis.__zod_globalConfig;
function config(newConfig) {
    if (newConfig)
        Object.assign(core_globalConfig, newConfig);
    return core_globalConfig;
}

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/checks.js
// import { $ZodType } from "./schemas.js";



const $ZodCheck = /*@__PURE__*/ $constructor("$ZodCheck", (inst, def) => {
    var _a;
    inst._zod ?? (inst._zod = {});
    inst._zod.def = def;
    (_a = inst._zod).onattach ?? (_a.onattach = []);
});
/** Default `when` for size-based checks: run only on non-nullish values with a `size`. */
const _whenHasSize = (payload) => {
    const val = payload.value;
    return !util.nullish(val) && val.size !== undefined;
};
/** Default `when` for length-based checks: run only on non-nullish values with a `length`. */
const _whenHasLength = (payload) => {
    const val = payload.value;
    return !nullish(val) && val.length !== undefined;
};
const numericOriginMap = {
    number: "number",
    bigint: "bigint",
    object: "date",
};
const $ZodCheckLessThan = /*@__PURE__*/ $constructor("$ZodCheckLessThan", (inst, def) => {
    $ZodCheck.init(inst, def);
    const origin = numericOriginMap[typeof def.value];
    inst._zod.check = (payload) => {
        if (def.inclusive ? payload.value <= def.value : payload.value < def.value) {
            return;
        }
        payload.issues.push({
            origin: numericOriginMap[typeof payload.value] ?? origin,
            code: "too_big",
            maximum: typeof def.value === "object" ? def.value.getTime() : def.value,
            input: payload.value,
            inclusive: def.inclusive,
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckGreaterThan = /*@__PURE__*/ $constructor("$ZodCheckGreaterThan", (inst, def) => {
    $ZodCheck.init(inst, def);
    const origin = numericOriginMap[typeof def.value];
    inst._zod.check = (payload) => {
        if (def.inclusive ? payload.value >= def.value : payload.value > def.value) {
            return;
        }
        payload.issues.push({
            origin: numericOriginMap[typeof payload.value] ?? origin,
            code: "too_small",
            minimum: typeof def.value === "object" ? def.value.getTime() : def.value,
            input: payload.value,
            inclusive: def.inclusive,
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckMultipleOf = 
/*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMultipleOf", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        if (typeof payload.value !== typeof def.value)
            throw new Error("Cannot mix number and bigint in multiple_of check.");
        const isMultiple = typeof payload.value === "bigint"
            ? // `value % 0n` throws, and nothing is a multiple of zero — the number branch already fails this way via NaN
                def.value !== BigInt(0) && payload.value % def.value === BigInt(0)
            : util.floatSafeRemainder(payload.value, def.value) === 0;
        if (isMultiple)
            return;
        payload.issues.push({
            origin: typeof payload.value,
            code: "not_multiple_of",
            divisor: def.value,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckNumberFormat = /*@__PURE__*/ $constructor("$ZodCheckNumberFormat", (inst, def) => {
    $ZodCheck.init(inst, def); // no format checks
    def.format = def.format || "float64";
    const isInt = def.format?.includes("int");
    const origin = isInt ? "int" : "number";
    const [minimum, maximum] = NUMBER_FORMAT_RANGES[def.format];
    inst._zod.check = (payload) => {
        const input = payload.value;
        if (isInt) {
            if (!Number.isInteger(input)) {
                // invalid_format issue
                // payload.issues.push({
                //   expected: def.format,
                //   format: def.format,
                //   code: "invalid_format",
                //   input,
                //   inst,
                // });
                // invalid_type issue
                payload.issues.push({
                    expected: origin,
                    format: def.format,
                    code: "invalid_type",
                    continue: false,
                    input,
                    inst,
                });
                return;
                // not_multiple_of issue
                // payload.issues.push({
                //   code: "not_multiple_of",
                //   origin: "number",
                //   input,
                //   inst,
                //   divisor: 1,
                // });
            }
            if (!Number.isSafeInteger(input)) {
                if (input > 0) {
                    // too_big
                    payload.issues.push({
                        input,
                        code: "too_big",
                        maximum: Number.MAX_SAFE_INTEGER,
                        note: "Integers must be within the safe integer range.",
                        inst,
                        origin,
                        inclusive: true,
                        continue: !def.abort,
                    });
                }
                else {
                    // too_small
                    payload.issues.push({
                        input,
                        code: "too_small",
                        minimum: Number.MIN_SAFE_INTEGER,
                        note: "Integers must be within the safe integer range.",
                        inst,
                        origin,
                        inclusive: true,
                        continue: !def.abort,
                    });
                }
                return;
            }
        }
        if (input < minimum) {
            payload.issues.push({
                origin: "number",
                input,
                code: "too_small",
                minimum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
        if (input > maximum) {
            payload.issues.push({
                origin: "number",
                input,
                code: "too_big",
                maximum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
    };
});
const $ZodCheckBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckBigIntFormat", (inst, def) => {
    $ZodCheck.init(inst, def); // no format checks
    const [minimum, maximum] = util.BIGINT_FORMAT_RANGES[def.format];
    inst._zod.check = (payload) => {
        const input = payload.value;
        if (input < minimum) {
            payload.issues.push({
                origin: "bigint",
                input,
                code: "too_small",
                minimum: minimum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
        if (input > maximum) {
            payload.issues.push({
                origin: "bigint",
                input,
                code: "too_big",
                maximum,
                inclusive: true,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodCheckMaxSize = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMaxSize", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size <= def.maximum)
            return;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            code: "too_big",
            maximum: def.maximum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckMinSize = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMinSize", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size >= def.minimum)
            return;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            code: "too_small",
            minimum: def.minimum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckSizeEquals = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckSizeEquals", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasSize);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const size = input.size;
        if (size === def.size)
            return;
        const tooBig = size > def.size;
        payload.issues.push({
            origin: util.getSizableOrigin(input),
            ...(tooBig ? { code: "too_big", maximum: def.size } : { code: "too_small", minimum: def.size }),
            inclusive: true,
            exact: true,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckMaxLength = /*@__PURE__*/ $constructor("$ZodCheckMaxLength", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // Strings are measured in Unicode code points, not UTF-16 units. A code point is at most two units, so a string that already fits in units fits in code points; only an overflow has to be counted.
        const length = typeof input === "string" && units > def.maximum ? codePointLength(input) : units;
        if (length <= def.maximum)
            return;
        const origin = getLengthableOrigin(input);
        payload.issues.push({
            origin,
            code: "too_big",
            maximum: def.maximum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckMinLength = /*@__PURE__*/ $constructor("$ZodCheckMinLength", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // A code point is one or two UTF-16 units, so fewer units than the floor can never reach it and twice the floor always clears it. Only in between is the exact count in doubt.
        const length = typeof input === "string" && units >= def.minimum && units < def.minimum * 2
            ? codePointLength(input)
            : units;
        if (length >= def.minimum)
            return;
        const origin = getLengthableOrigin(input);
        payload.issues.push({
            origin,
            code: "too_small",
            minimum: def.minimum,
            inclusive: true,
            input,
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckLengthEquals = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckLengthEquals", (inst, def) => {
    var _a;
    $ZodCheck.init(inst, def);
    (_a = inst._zod.def).when ?? (_a.when = _whenHasLength);
    inst._zod.check = (payload) => {
        const input = payload.value;
        const units = input.length;
        // A code point is one or two UTF-16 units, so outside `[length, length * 2]` units the target is missed either way — and missed in the same direction in both measures.
        const length = typeof input === "string" && units >= def.length && units <= def.length * 2
            ? util.codePointLength(input)
            : units;
        if (length === def.length)
            return;
        const origin = util.getLengthableOrigin(input);
        const tooBig = length > def.length;
        payload.issues.push({
            origin,
            ...(tooBig ? { code: "too_big", maximum: def.length } : { code: "too_small", minimum: def.length }),
            inclusive: true,
            exact: true,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckStringFormat = /*@__PURE__*/ $constructor("$ZodCheckStringFormat", (inst, def) => {
    var _a, _b;
    $ZodCheck.init(inst, def);
    if (def.pattern)
        (_a = inst._zod).check ?? (_a.check = (payload) => {
            def.pattern.lastIndex = 0;
            if (def.pattern.test(payload.value))
                return;
            payload.issues.push({
                origin: "string",
                code: "invalid_format",
                format: def.format,
                input: payload.value,
                ...(def.pattern ? { pattern: def.pattern.toString() } : {}),
                inst,
                continue: !def.abort,
            });
        });
    else
        (_b = inst._zod).check ?? (_b.check = () => { });
});
const $ZodCheckRegex = /*@__PURE__*/ $constructor("$ZodCheckRegex", (inst, def) => {
    $ZodCheckStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        def.pattern.lastIndex = 0;
        if (def.pattern.test(payload.value))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "regex",
            input: payload.value,
            pattern: def.pattern.toString(),
            inst,
            continue: !def.abort,
        });
    };
});
const $ZodCheckLowerCase = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckLowerCase", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.lowercase);
    $ZodCheckStringFormat.init(inst, def);
})));
const $ZodCheckUpperCase = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckUpperCase", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.uppercase);
    $ZodCheckStringFormat.init(inst, def);
})));
const $ZodCheckIncludes = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckIncludes", (inst, def) => {
    $ZodCheck.init(inst, def);
    const escapedRegex = util.escapeRegex(def.includes);
    // `String.prototype.includes(sub, position)` matches `sub` at `position`
    // OR LATER, so the pattern must allow at least `position` leading chars
    // (`{N,}`), not exactly `position` chars (`{N}`).
    const pattern = new RegExp(typeof def.position === "number" ? `^.{${def.position},}${escapedRegex}` : escapedRegex);
    def.pattern = pattern;
    inst._zod.check = (payload) => {
        if (payload.value.includes(def.includes, def.position))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "includes",
            includes: def.includes,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckStartsWith = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckStartsWith", (inst, def) => {
    $ZodCheck.init(inst, def);
    const pattern = new RegExp(`^${util.escapeRegex(def.prefix)}.*`);
    def.pattern ?? (def.pattern = pattern);
    inst._zod.check = (payload) => {
        if (payload.value.startsWith(def.prefix))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "starts_with",
            prefix: def.prefix,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckEndsWith = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckEndsWith", (inst, def) => {
    $ZodCheck.init(inst, def);
    const pattern = new RegExp(`.*${util.escapeRegex(def.suffix)}$`);
    def.pattern ?? (def.pattern = pattern);
    inst._zod.check = (payload) => {
        if (payload.value.endsWith(def.suffix))
            return;
        payload.issues.push({
            origin: "string",
            code: "invalid_format",
            format: "ends_with",
            suffix: def.suffix,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
///////////////////////////////////
/////    $ZodCheckProperty    /////
///////////////////////////////////
function handleCheckPropertyResult(result, payload, property) {
    if (result.issues.length) {
        payload.issues.push(...util.prefixIssues(property, result.issues));
    }
}
const $ZodCheckProperty = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckProperty", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        const result = def.schema._zod.run({
            value: payload.value[def.property],
            issues: [],
        }, {});
        if (result instanceof Promise) {
            return result.then((result) => handleCheckPropertyResult(result, payload, def.property));
        }
        handleCheckPropertyResult(result, payload, def.property);
        return;
    };
})));
const $ZodCheckProperties = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckProperties", (inst, def) => {
    $ZodCheck.init(inst, def);
    util.hide(inst, Symbol.iterator, function* () {
        yield inst;
    });
    // key and schema snapshotted together: reading one live and the other cached lets a later mutation of the caller's shape object pair a stale key with a missing schema
    let entries;
    inst._zod.check = (payload) => {
        // the base schema already typed the value, so only a nullish one is rejected here: the properties read on a primitive too, matching z.property() on a string's length
        if (payload.value == null) {
            payload.issues.push({ expected: "object", code: "invalid_type", input: payload.value, inst });
            return undefined;
        }
        entries ?? (entries = Reflect.ownKeys(def.shape).map((key) => [key, def.shape[key]]));
        const input = payload.value;
        let proms;
        for (const [key, schema] of entries) {
            const result = schema._zod.run({ value: input[key], issues: [] }, {});
            if (result instanceof Promise) {
                proms ?? (proms = []);
                proms.push(result.then((result) => handleCheckPropertyResult(result, payload, key)));
            }
            else {
                handleCheckPropertyResult(result, payload, key);
            }
        }
        if (proms)
            return Promise.all(proms).then(() => undefined);
        return undefined;
    };
})));
const $ZodCheckMimeType = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckMimeType", (inst, def) => {
    $ZodCheck.init(inst, def);
    const mimeSet = new Set(def.mime);
    inst._zod.check = (payload) => {
        if (mimeSet.has(payload.value.type))
            return;
        payload.issues.push({
            code: "invalid_value",
            values: def.mime,
            input: payload.value.type,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCheckOverwrite = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCheckOverwrite", (inst, def) => {
    $ZodCheck.init(inst, def);
    inst._zod.check = (payload) => {
        payload.value = def.tx(payload.value);
    };
})));

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/regexes.js

/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link cuid2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const cuid = /^[cC][0-9a-z]{6,}$/;
const cuid2 = /^[0-9a-z]+$/;
const ulid = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;
const xid = /^[0-9a-vA-V]{20}$/;
const ksuid = /^[A-Za-z0-9]{27}$/;
const nanoid = /^[a-zA-Z0-9_-]{21}$/;
function nanoidOfLength(length) {
    return new RegExp(`^[a-zA-Z0-9_-]{${length}}$`);
}
/** ISO 8601-1 duration regex. Does not support the 8601-2 extensions like negative durations or fractional/negative components. */
const duration = /^P(?:(\d+W)|(?!.*W)(?=\d|T\d)(\d+Y)?(\d+M)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+([.,]\d+)?S)?)?)$/;
/** Implements ISO 8601-2 extensions like explicit +- prefixes, mixing weeks with other units, and fractional/negative components. */
const extendedDuration = /^[-+]?P(?!$)(?:(?:[-+]?\d+Y)|(?:[-+]?\d+[.,]\d+Y$))?(?:(?:[-+]?\d+M)|(?:[-+]?\d+[.,]\d+M$))?(?:(?:[-+]?\d+W)|(?:[-+]?\d+[.,]\d+W$))?(?:(?:[-+]?\d+D)|(?:[-+]?\d+[.,]\d+D$))?(?:T(?=[\d+-])(?:(?:[-+]?\d+H)|(?:[-+]?\d+[.,]\d+H$))?(?:(?:[-+]?\d+M)|(?:[-+]?\d+[.,]\d+M$))?(?:[-+]?\d+(?:[.,]\d+)?S)?)??$/;
/** A regex for any UUID-like identifier: 8-4-4-4-12 hex pattern */
const guid = /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})$/;
/** Returns a regex for validating an RFC 9562/4122 UUID.
 *
 * @param version Optionally specify a version 1-8. If no version is specified, all versions are supported. */
const uuid = (version) => {
    if (!version)
        return /^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}|00000000-0000-0000-0000-000000000000|ffffffff-ffff-ffff-ffff-ffffffffffff)$/;
    return new RegExp(`^([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-${version}[0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12})$`);
};
const uuid4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(4)));
const uuid6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(6)));
const uuid7 = /*@__PURE__*/ (/* unused pure expression or super */ null && (uuid(7)));
/** Practical email validation */
const email = /^(?:[A-Za-z0-9_'+\-]+\.)*[A-Za-z0-9_'+\-]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9\-]*\.)+[A-Za-z]{2,}$/;
/** Equivalent to the HTML5 input[type=email] validation implemented by browsers. Source: https://developer.mozilla.org/en-US/docs/Web/HTML/Element/input/email */
const html5Email = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
/** The classic emailregex.com regex for RFC 5322-compliant emails */
const rfc5322Email = /^(([^<>()\[\]\\.,;:\s@"]+(\.[^<>()\[\]\\.,;:\s@"]+)*)|(".+"))@((\[[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}])|(([a-zA-Z\-0-9]+\.)+[a-zA-Z]{2,}))$/;
/** A loose regex that allows Unicode characters, enforces length limits, and that's about it. */
const unicodeEmail = /^[^\s@"]{1,64}@[^\s@]{1,255}$/u;
const idnEmail = (/* unused pure expression or super */ null && (unicodeEmail));
const browserEmail = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/;
// from https://thekevinscott.com/emojis-in-javascript/#writing-a-regular-expression
// Single character class, not an alternation: the two properties overlap (U+1F9B0-U+1F9B3), so `(A|B)+` backtracks exponentially on a failed match. The leading lookahead then demands one anchor — a pictograph, a regional indicator, or the enclosing keycap — because `\p{Emoji_Component}` on its own covers ASCII digits, `#`, `*`, ZWJ, variation selectors and skin tone modifiers, none of which is an emoji without a base.
const _emoji = (/* unused pure expression or super */ null && (`^(?=[\\s\\S]*[\\p{Extended_Pictographic}\\p{Regional_Indicator}\\u20E3])[\\p{Extended_Pictographic}\\p{Emoji_Component}]+$`));
function emoji() {
    return new RegExp(_emoji, "u");
}
const ipv4 = /^(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])$/;
const ipv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))$/;
const mac = (delimiter) => {
    const escapedDelim = util.escapeRegex(delimiter ?? ":");
    return new RegExp(`^(?:[0-9A-F]{2}${escapedDelim}){5}[0-9A-F]{2}$|^(?:[0-9a-f]{2}${escapedDelim}){5}[0-9a-f]{2}$`);
};
const cidrv4 = /^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])\/([0-9]|[1-2][0-9]|3[0-2])$/;
const cidrv6 = /^(([0-9a-fA-F]{1,4}:){7}[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,7}:|([0-9a-fA-F]{1,4}:){1,6}:[0-9a-fA-F]{1,4}|([0-9a-fA-F]{1,4}:){1,5}(:[0-9a-fA-F]{1,4}){1,2}|([0-9a-fA-F]{1,4}:){1,4}(:[0-9a-fA-F]{1,4}){1,3}|([0-9a-fA-F]{1,4}:){1,3}(:[0-9a-fA-F]{1,4}){1,4}|([0-9a-fA-F]{1,4}:){1,2}(:[0-9a-fA-F]{1,4}){1,5}|[0-9a-fA-F]{1,4}:((:[0-9a-fA-F]{1,4}){1,6})|:((:[0-9a-fA-F]{1,4}){1,7}|:))\/(12[0-8]|1[01][0-9]|[1-9]?[0-9])$/;
// https://stackoverflow.com/questions/7860392/determine-if-string-is-in-base64-using-javascript
const base64 = /^$|^(?:[0-9a-zA-Z+/]{4})*(?:(?:[0-9a-zA-Z+/]{2}==)|(?:[0-9a-zA-Z+/]{3}=))?$/;
const base64url = /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/;
// based on https://stackoverflow.com/questions/106179/regular-expression-to-match-dns-hostname-or-ip-address
// export const hostname: RegExp = /^([a-zA-Z0-9-]+\.)*[a-zA-Z0-9-]+$/;
const hostname = /^(?=.{1,253}\.?$)[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[-0-9a-zA-Z]{0,61}[0-9a-zA-Z])?)*\.?$/;
const domain = /^(?=.{1,253}$)([a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]{2,63}$/;
const httpProtocol = /^https?$/;
// https://blog.stevenlevithan.com/archives/validate-phone-number#r4-3 (regex sans spaces) E.164: leading digit must be 1-9; total digits (excluding '+') between 7-15
const e164 = /^\+[1-9]\d{6,14}$/;
// Credit card shape: 12–19 digits, optionally separated by single spaces or single hyphens. ISO/IEC 7812 caps the PAN at 19 digits; 12 is the shortest issued length (Maestro).
const creditCard = /^\d(?:[ -]?\d){11,18}$/;
// ISO 4217 alpha codes from the SIX list, regenerated by scripts/update-iso-4217.ts
const currencyCode = /^(?:AED|AFN|ALL|AMD|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BHD|BIF|BMD|BND|BOB|BOV|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|CHE|CHF|CHW|CLF|CLP|CNY|COP|COU|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|GYD|HKD|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MXV|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|PKR|PLN|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|TOP|TRY|TTD|TWD|TZS|UAH|UGX|USD|USN|UYI|UYU|UYW|UZS|VED|VES|VND|VUV|WST|XAD|XAF|XAG|XAU|XBA|XBB|XBC|XBD|XCD|XCG|XDR|XOF|XPD|XPF|XPT|XSU|XTS|XUA|XXX|YER|ZAR|ZMW|ZWG)$/;
// iban electronic format: 2-letter country, check digits 02-98 (the only values `98 - remainder` can produce), 11-30 bban characters
const iban = /^[A-Z]{2}(?!00|01|99)\d{2}[A-Z0-9]{11,30}$/;
const dateSource = (/* unused pure expression or super */ null && (`(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))`));
/** Anchors a pattern source. The interpolation lives here rather than at the call site because
 * esbuild will not drop a `@__PURE__` call whose own argument interpolates a variable, but it
 * will drop `anchor(dateSource)`. Keeping it inline pinned `date` into every bundle. */
function regexes_anchor(source) {
    return new RegExp(`^${source}$`);
}
const date = /*@__PURE__*/ (/* unused pure expression or super */ null && (regexes_anchor(dateSource)));
function timeSource(args) {
    const hhmm = `(?:[01]\\d|2[0-3]):[0-5]\\d`;
    const regex = typeof args.precision === "number"
        ? args.precision === -1
            ? `${hhmm}`
            : args.precision === 0
                ? `${hhmm}:[0-5]\\d`
                : `${hhmm}:[0-5]\\d\\.\\d{${args.precision}}`
        : args.seconds
            ? `${hhmm}:[0-5]\\d(?:\\.\\d+)?`
            : `${hhmm}(?::[0-5]\\d(?:\\.\\d+)?)?`;
    return regex;
}
function time(args) {
    return new RegExp(`^${timeSource(args)}$`);
}
// Adapted from https://stackoverflow.com/a/3143231
function datetime(args) {
    const opts = ["Z"];
    // if (args.offset) opts.push(`([+-]\\d{2}:\\d{2})`);
    if (args.offset)
        opts.push(`([+-](?:[01]\\d|2[0-3]):[0-5]\\d)`);
    // RFC 3339 mandates seconds wherever the time carries a `Z` or an offset, so only the unqualified form `local` adds may omit them
    const qualified = `${timeSource({ precision: args.precision, seconds: true })}(?:${opts.join("|")})`;
    const timeRegex = args.local ? `${qualified}|${timeSource({ precision: args.precision })}` : qualified;
    return new RegExp(`^${dateSource}T(?:${timeRegex})$`);
}
// the unbounded form of `string()` as a literal, so every plain string shares one instance instead of building its own
const anyString = /^[\s\S]{0,}$/;
const string = (params) => {
    const regex = params ? `[\\s\\S]{${params?.minimum ?? 0},${params?.maximum ?? ""}}` : `[\\s\\S]*`;
    return new RegExp(`^${regex}$`);
};
const bigint = /^-?\d+n?$/;
const integer = /^-?\d+$/;
const number = /^-?\d+(?:\.\d+)?$/;
const regexes_boolean = /^(?:true|false)$/i;
const _null = /^null$/i;

const _undefined = /^undefined$/i;

// regex for string with no uppercase letters
const lowercase = /^[^A-Z]*$/;
// regex for string with no lowercase letters
const uppercase = /^[^a-z]*$/;
// regex for hexadecimal strings (any length)
const hex = /^[0-9a-fA-F]*$/;
// Hash regexes for different algorithms and encodings
// Helper function to create base64 regex with exact length and padding
function fixedBase64(bodyLength, padding) {
    return new RegExp(`^[A-Za-z0-9+/]{${bodyLength}}${padding}$`);
}
// Helper function to create base64url regex with exact length (no padding)
function fixedBase64url(length) {
    return new RegExp(`^[A-Za-z0-9_-]{${length}}$`);
}
// MD5 (16 bytes): base64 = 24 chars total (22 + "==")
const md5_hex = /^[0-9a-fA-F]{32}$/;
const md5_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(22, "==")));
const md5_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(22)));
// SHA1 (20 bytes): base64 = 28 chars total (27 + "=")
const sha1_hex = /^[0-9a-fA-F]{40}$/;
const sha1_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(27, "=")));
const sha1_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(27)));
// SHA256 (32 bytes): base64 = 44 chars total (43 + "=")
const sha256_hex = /^[0-9a-fA-F]{64}$/;
const sha256_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(43, "=")));
const sha256_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(43)));
// SHA384 (48 bytes): base64 = 64 chars total (no padding)
const sha384_hex = /^[0-9a-fA-F]{96}$/;
const sha384_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(64, "")));
const sha384_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(64)));
// SHA512 (64 bytes): base64 = 88 chars total (86 + "==")
const sha512_hex = /^[0-9a-fA-F]{128}$/;
const sha512_base64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64(86, "==")));
const sha512_base64url = /*@__PURE__*/ (/* unused pure expression or super */ null && (fixedBase64url(86)));

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/versions.js
const version = {
    major: 4,
    minor: 6,
    patch: 7,
};

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/schemas.js







const $ZodType = /*@__PURE__*/ $constructor("$ZodType", (inst, def) => {
    var _a;
    inst ?? (inst = {});
    inst._zod.def = def; // set _def property
    inst._zod.bag = inst._zod.bag || {}; // initialize _bag object
    inst._zod.version = version;
    const defChecks = inst._zod.def.checks;
    // if inst is itself a checks.$ZodCheck, run it as a check
    const checks = inst._zod.traits.has("$ZodCheck")
        ? [inst, ...(defChecks ?? [])]
        : defChecks?.length
            ? [...defChecks]
            : [];
    for (const ch of checks) {
        for (const fn of ch._zod.onattach) {
            fn(inst);
        }
    }
    if (checks.length === 0) {
        // deferred initializer inst._zod.parse is not yet defined
        (_a = inst._zod).deferred ?? (_a.deferred = []);
        inst._zod.deferred?.push(() => {
            inst._zod.run = inst._zod.parse;
        });
    }
    else {
        const runChecks = (payload, checks, ctx) => {
            if (payload.memo)
                return payload;
            let isAborted = aborted(payload);
            let asyncResult;
            for (const ch of checks) {
                if (ch._zod.def.when) {
                    if (explicitlyAborted(payload))
                        continue;
                    const shouldRun = ch._zod.def.when(payload);
                    if (!shouldRun)
                        continue;
                }
                else if (isAborted) {
                    continue;
                }
                const currLen = payload.issues.length;
                const _ = ch._zod.check(payload);
                if (_ instanceof Promise && ctx?.async === false) {
                    throw new $ZodAsyncError();
                }
                if (asyncResult || _ instanceof Promise) {
                    asyncResult = (asyncResult ?? Promise.resolve()).then(async () => {
                        await _;
                        const nextLen = payload.issues.length;
                        if (nextLen === currLen)
                            return;
                        attachSchema(payload.issues, currLen, inst);
                        if (!isAborted)
                            isAborted = aborted(payload, currLen);
                    });
                }
                else {
                    const nextLen = payload.issues.length;
                    if (nextLen === currLen)
                        continue;
                    attachSchema(payload.issues, currLen, inst);
                    if (!isAborted)
                        isAborted = aborted(payload, currLen);
                }
            }
            if (asyncResult) {
                return asyncResult.then(() => {
                    return payload;
                });
            }
            return payload;
        };
        const handleCanaryResult = (canary, payload, ctx) => {
            // abort if the canary is aborted
            if (aborted(canary)) {
                canary.aborted = true;
                return canary;
            }
            // run checks first, then
            const checkResult = runChecks(payload, checks, ctx);
            if (checkResult instanceof Promise) {
                if (ctx.async === false)
                    throw new $ZodAsyncError();
                return checkResult.then((checkResult) => inst._zod.parse(checkResult, ctx));
            }
            return inst._zod.parse(checkResult, ctx);
        };
        inst._zod.run = (payload, ctx) => {
            if (ctx.skipChecks) {
                return inst._zod.parse(payload, ctx);
            }
            if (ctx.direction === "backward") {
                // run canary initial pass (no checks)
                const canary = inst._zod.parse({ value: payload.value, issues: [] }, { ...ctx, skipChecks: true });
                if (canary instanceof Promise) {
                    return canary.then((canary) => {
                        return handleCanaryResult(canary, payload, ctx);
                    });
                }
                return handleCanaryResult(canary, payload, ctx);
            }
            // forward
            const result = inst._zod.parse(payload, ctx);
            if (result instanceof Promise) {
                if (ctx.async === false)
                    throw new $ZodAsyncError();
                return result.then((result) => runChecks(result, checks, ctx));
            }
            return runChecks(result, checks, ctx);
        };
    }
}, {
    // Wrappers extend this by installing a richer factory over it; reading it eagerly would defeat the laziness.
    get "~standard"() {
        return hide(this, "~standard", standardProps(this));
    },
    set "~standard"(value) {
        own(this, "~standard", value);
    },
});
/** The Standard Schema surface for `inst`. Shared so wrappers can extend it without forcing it. */
// a Standard Schema result only reports issues, so a failure finalizes them straight off the raw payload: no ZodError, and no lazy result to read through
const toStandardResult = (r, ctx) => r.issues.length ? { issues: r.issues.map((iss) => finalizeIssue(iss, ctx, config())) } : { value: r.value };
async function validateAsync(inst, value) {
    const ctx = { async: true };
    return toStandardResult((await inst._zod.run({ value, issues: [] }, ctx)), ctx);
}
function standardProps(inst) {
    return {
        validate: (value) => {
            const ctx = { async: false };
            try {
                const r = inst._zod.run({ value, issues: [] }, ctx);
                if (!(r instanceof Promise))
                    return toStandardResult(r, ctx);
            }
            catch (_) { }
            // async function so a synchronously throwing check rejects instead of escaping validate
            return validateAsync(inst, value);
        },
        vendor: "zod",
        version: 1,
    };
}

const $ZodString = /*@__PURE__*/ $constructor("$ZodString", (inst, def) => {
    $ZodType.init(inst, def);
    // a format's own pattern, else unbounded; a template literal derives the check-aware form itself
    inst._zod.pattern = def.pattern ?? anyString;
    inst._zod.parse = (payload, _) => {
        if (def.coerce)
            try {
                payload.value = String(payload.value);
            }
            catch (_) { }
        if (typeof payload.value === "string")
            return payload;
        payload.issues.push({
            expected: "string",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
});
const $ZodStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodStringFormat", (inst, def) => {
    // check initialization must come first
    checks.$ZodCheckStringFormat.init(inst, def);
    $ZodString.init(inst, def);
})));
const $ZodGUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodGUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.guid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodUUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUUID", (inst, def) => {
    if (def.version) {
        const versionMap = {
            v1: 1,
            v2: 2,
            v3: 3,
            v4: 4,
            v5: 5,
            v6: 6,
            v7: 7,
            v8: 8,
        };
        const v = versionMap[def.version];
        if (v === undefined)
            throw new Error(`Invalid UUID version: "${def.version}"`);
        def.pattern ?? (def.pattern = regexes.uuid(v));
    }
    else
        def.pattern ?? (def.pattern = regexes.uuid());
    $ZodStringFormat.init(inst, def);
})));
const $ZodEmail = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodEmail", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.email);
    $ZodStringFormat.init(inst, def);
})));
/** The `://` guard rejected the input before the URL constructor saw it. */
const URL_BAD_FORMAT = 1;
/** The URL parser rejected the input. */
const URL_UNPARSEABLE = 2;
function canParseURL(input) {
    try {
        if (typeof URL !== "undefined" && typeof URL.canParse === "function")
            return URL.canParse(input);
        new URL(input);
        return true;
    }
    catch {
        return false;
    }
}
function validateURL(trimmed, def) {
    if (!("normalize" in def) && !("hostname" in def) && !("protocol" in def)) {
        return canParseURL(trimmed) || URL_UNPARSEABLE;
    }
    return parseURLObject(trimmed, def);
}
/** Parses a URL while preserving the non-normalizing HTTP guard. */
function parseURLObject(trimmed, def) {
    // When normalize is off, require :// for http/https URLs. This prevents strings like "http:example.com" or "https:/path" from being silently accepted
    if (!def.normalize && def.protocol?.source === regexes.httpProtocol.source && !/^https?:\/\//i.test(trimmed)) {
        return URL_BAD_FORMAT;
    }
    try {
        if (typeof URL !== "undefined") {
            const URLStatic = URL;
            if (typeof URLStatic.parse === "function")
                return URLStatic.parse(trimmed) ?? URL_UNPARSEABLE;
        }
        // @ts-ignore
        return new URL(trimmed);
    }
    catch {
        return URL_UNPARSEABLE;
    }
}
const asciiTabOrNewline = /[\t\n\r]/g;
/** The URL parser deletes every ASCII tab, LF and CR from its input before it parses, so `new URL("https://exa\nmple.com")` reports on `example.com`. Applying the same deletion to the returned value closes the half of that divergence which can move the host; the parser's other rewrite, stripping C0 controls at the edges, cannot. */
function stripTabAndNewline(value) {
    return value.replace(asciiTabOrNewline, "");
}
function urlHostnameOk(url, hostname) {
    hostname.lastIndex = 0;
    return hostname.test(url.hostname);
}
function urlProtocolOk(url, protocol) {
    protocol.lastIndex = 0;
    return protocol.test(url.protocol.endsWith(":") ? url.protocol.slice(0, -1) : url.protocol);
}
const $ZodURL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodURL", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        try {
            // Trim whitespace from input
            const trimmed = payload.value.trim();
            const url = validateURL(trimmed, def);
            if (url === URL_BAD_FORMAT) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid URL format",
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
                return;
            }
            if (url === URL_UNPARSEABLE) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
                return;
            }
            if (url === true) {
                payload.value = stripTabAndNewline(trimmed);
                return;
            }
            if (def.hostname && !urlHostnameOk(url, def.hostname)) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid hostname",
                    pattern: def.hostname.source,
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
            }
            if (def.protocol && !urlProtocolOk(url, def.protocol)) {
                payload.issues.push({
                    code: "invalid_format",
                    format: "url",
                    note: "Invalid protocol",
                    pattern: def.protocol.source,
                    input: payload.value,
                    inst,
                    continue: !def.abort,
                });
            }
            // Set the output value based on normalize flag
            payload.value = def.normalize ? url.href : stripTabAndNewline(trimmed);
            return;
        }
        catch (_) {
            payload.issues.push({
                code: "invalid_format",
                format: "url",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodEmoji = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodEmoji", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.emoji());
    $ZodStringFormat.init(inst, def);
})));
const $ZodNanoID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNanoID", (inst, def) => {
    if (def.length !== undefined && (!Number.isInteger(def.length) || def.length < 1))
        throw new Error(`Invalid nanoid length: ${def.length}`);
    def.pattern ?? (def.pattern = def.length === undefined ? regexes.nanoid : regexes.nanoidOfLength(def.length));
    $ZodStringFormat.init(inst, def);
})));
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link $ZodCUID2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const $ZodCUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cuid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodCUID2 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCUID2", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cuid2);
    $ZodStringFormat.init(inst, def);
})));
const $ZodULID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodULID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ulid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodXID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodXID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.xid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodKSUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodKSUID", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ksuid);
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODateTime = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODateTime", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.datetime(def));
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODate", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.date);
    $ZodStringFormat.init(inst, def);
})));
const $ZodISOTime = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISOTime", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.time(def));
    $ZodStringFormat.init(inst, def);
})));
const $ZodISODuration = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodISODuration", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.duration);
    $ZodStringFormat.init(inst, def);
})));
const $ZodIPv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIPv4", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ipv4);
    $ZodStringFormat.init(inst, def);
})));
/** An IPv6 address is written with hex digits, colons and dots, and nothing else. The guard is what makes the check below an IPv6 check: `new URL("http://[...]")` parses an authority, not an address, so `@` and `\` re-delimit it and `"::@1\\"` validates against the host `0.0.0.1`. The URL parser also deletes ASCII tab, LF and CR rather than failing, which is how `"::1\n"` validated as `::1`. */
const ipv6Alphabet = /^[0-9a-fA-F:.]+$/;
function isValidIPv6(value) {
    if (!ipv6Alphabet.test(value))
        return false;
    return canParseURL(`http://[${value}]`);
}
const $ZodIPv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIPv6", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.ipv6);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (!isValidIPv6(payload.value)) {
            payload.issues.push({
                code: "invalid_format",
                format: "ipv6",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
const $ZodMAC = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodMAC", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.mac(def.delimiter));
    $ZodStringFormat.init(inst, def);
})));
const $ZodCIDRv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCIDRv4", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cidrv4);
    $ZodStringFormat.init(inst, def);
})));
function isValidCIDRv6(value) {
    const parts = value.split("/");
    if (parts.length !== 2)
        return false;
    const [address, prefix] = parts;
    if (!prefix)
        return false;
    const prefixNum = Number(prefix);
    if (`${prefixNum}` !== prefix)
        return false;
    if (prefixNum < 0 || prefixNum > 128)
        return false;
    return isValidIPv6(address);
}
const $ZodCIDRv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCIDRv6", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.cidrv6); // not used for validation
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (!isValidCIDRv6(payload.value)) {
            payload.issues.push({
                code: "invalid_format",
                format: "cidrv6",
                input: payload.value,
                inst,
                continue: !def.abort,
            });
        }
    };
})));
//////////////////////////////   ZodBase64   //////////////////////////////
function isValidBase64(data) {
    if (data === "")
        return true;
    // atob ignores whitespace, so reject it up front.
    if (/\s/.test(data))
        return false;
    if (data.length % 4 !== 0)
        return false;
    try {
        // @ts-ignore
        atob(data);
        return true;
    }
    catch {
        return false;
    }
}
// lax on purpose: the quantified regexes.base64 overflows the regex stack on multi-MB input and its leading ^$| alternation leaks through template-literal composition; isValidBase64 enforces length and padding
const base64Charset = /^[0-9a-zA-Z+/]*={0,2}$/;
const $ZodBase64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBase64", (inst, def) => {
    def.pattern ?? (def.pattern = base64Charset);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidBase64(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "base64",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodBase64URL   //////////////////////////////
// lax on purpose: the quantified regexes.base64url overflows the regex stack on multi-MB input; isValidBase64 enforces length on the padded string
const base64urlCharset = /^[A-Za-z0-9_-]*$/;
function isValidBase64URL(data) {
    if (!base64urlCharset.test(data))
        return false;
    const base64 = data.replace(/[-_]/g, (c) => (c === "-" ? "+" : "/"));
    const padded = base64.padEnd(Math.ceil(base64.length / 4) * 4, "=");
    return isValidBase64(padded);
}
const $ZodBase64URL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBase64URL", (inst, def) => {
    def.pattern ?? (def.pattern = base64urlCharset);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidBase64URL(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "base64url",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodE164 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodE164", (inst, def) => {
    def.pattern ?? (def.pattern = regexes.e164);
    $ZodStringFormat.init(inst, def);
})));
//////////////////////////////   ZodCreditCard   //////////////////////////////
const CC_SANITIZE = /[- ]/g;
/** Luhn checksum on a digit-only string. Adapted from valibot (MIT). */
function isLuhnAlgo(digits) {
    let length = digits.length;
    let bit = 1;
    let sum = 0;
    while (length) {
        const value = digits.charCodeAt(--length) - 48;
        bit ^= 1;
        sum += bit ? [0, 2, 4, 6, 8, 1, 3, 5, 7, 9][value] : value;
    }
    return sum % 10 === 0;
}
function isValidCreditCard(input) {
    if (!regexes.creditCard.test(input))
        return false;
    return isLuhnAlgo(input.replace(CC_SANITIZE, ""));
}
const $ZodCreditCard = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCreditCard", (inst, def) => {
    // Shape only — the Luhn check below is not expressible as a pattern, so consumers of `pattern` (JSON Schema, template literals) get the length and separator rules alone.
    def.pattern ?? (def.pattern = regexes.creditCard);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidCreditCard(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "credit_card",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodIBAN   //////////////////////////////
// iso 7064 mod 97-10 checksum without BigInt
function isIso7064Mod97(iban) {
    let remainder = 0;
    const len = iban.length;
    for (let i = 4; i < len; i++) {
        const code = iban.charCodeAt(i);
        remainder = (code >= 65 ? remainder * 100 + (code - 55) : remainder * 10 + (code - 48)) % 97;
    }
    for (let i = 0; i < 4; i++) {
        const code = iban.charCodeAt(i);
        remainder = (code >= 65 ? remainder * 100 + (code - 55) : remainder * 10 + (code - 48)) % 97;
    }
    return remainder === 1;
}
function isValidIBAN(input) {
    if (!regexes.iban.test(input))
        return false;
    return isIso7064Mod97(input);
}
const $ZodIBAN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIBAN", (inst, def) => {
    // shape only — checksum is not expressible as a pattern
    def.pattern ?? (def.pattern = regexes.iban);
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidIBAN(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "iban",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
//////////////////////////////   ZodJWT   //////////////////////////////
function isValidJWT(token, algorithm = null) {
    try {
        const tokensParts = token.split(".");
        if (tokensParts.length !== 3)
            return false;
        const [header] = tokensParts;
        if (!header)
            return false;
        // @ts-ignore
        const parsedHeader = JSON.parse(atob(header));
        if ("typ" in parsedHeader && parsedHeader?.typ !== "JWT")
            return false;
        if (!parsedHeader.alg)
            return false;
        if (algorithm && (!("alg" in parsedHeader) || parsedHeader.alg !== algorithm))
            return false;
        return true;
    }
    catch {
        return false;
    }
}
const $ZodJWT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodJWT", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (isValidJWT(payload.value, def.alg))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: "jwt",
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodCustomStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCustomStringFormat", (inst, def) => {
    $ZodStringFormat.init(inst, def);
    inst._zod.check = (payload) => {
        if (def.fn(payload.value))
            return;
        payload.issues.push({
            code: "invalid_format",
            format: def.format,
            input: payload.value,
            inst,
            continue: !def.abort,
        });
    };
})));
const $ZodNumber = /*@__PURE__*/ $constructor("$ZodNumber", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = number;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = Number(payload.value);
            }
            catch (_) { }
        const input = payload.value;
        if (typeof input === "number" && !Number.isNaN(input) && Number.isFinite(input)) {
            return payload;
        }
        const received = typeof input === "number"
            ? Number.isNaN(input)
                ? "NaN"
                : !Number.isFinite(input)
                    ? String(input)
                    : undefined
            : undefined;
        payload.issues.push({
            expected: "number",
            code: "invalid_type",
            input,
            inst,
            ...(received ? { received } : {}),
        });
        return payload;
    };
});
const $ZodNumberFormat = /*@__PURE__*/ $constructor("$ZodNumberFormat", (inst, def) => {
    $ZodCheckNumberFormat.init(inst, def);
    $ZodNumber.init(inst, def); // no format checks
});
const $ZodBoolean = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBoolean", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.boolean;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = Boolean(payload.value);
            }
            catch (_) { }
        const input = payload.value;
        if (typeof input === "boolean")
            return payload;
        payload.issues.push({
            expected: "boolean",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodBigInt = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBigInt", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.bigint;
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce)
            try {
                payload.value = BigInt(payload.value);
            }
            catch (_) { }
        if (typeof payload.value === "bigint")
            return payload;
        payload.issues.push({
            expected: "bigint",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
})));
const $ZodBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodBigIntFormat", (inst, def) => {
    checks.$ZodCheckBigIntFormat.init(inst, def);
    $ZodBigInt.init(inst, def); // no format checks
})));
const $ZodSymbol = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSymbol", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "symbol")
            return payload;
        payload.issues.push({
            expected: "symbol",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodUndefined = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUndefined", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.undefined;
    inst._zod.values = new Set([undefined]);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "undefined")
            return payload;
        payload.issues.push({
            expected: "undefined",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodNull = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNull", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.pattern = regexes.null;
    inst._zod.values = new Set([null]);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (input === null)
            return payload;
        payload.issues.push({
            expected: "null",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodAny = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodAny", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload) => payload;
})));
const $ZodUnknown = /*@__PURE__*/ $constructor("$ZodUnknown", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload) => payload;
});
const $ZodNever = /*@__PURE__*/ $constructor("$ZodNever", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        payload.issues.push({
            expected: "never",
            code: "invalid_type",
            input: payload.value,
            inst,
        });
        return payload;
    };
});
const $ZodVoid = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodVoid", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (typeof input === "undefined")
            return payload;
        payload.issues.push({
            expected: "void",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodDate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodDate", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        if (def.coerce) {
            try {
                payload.value = new Date(payload.value);
            }
            catch (_err) { }
        }
        const input = payload.value;
        const isDate = input instanceof Date;
        const isValidDate = isDate && !Number.isNaN(input.getTime());
        if (isValidDate)
            return payload;
        payload.issues.push({
            expected: "date",
            code: "invalid_type",
            input,
            ...(isDate ? { received: "Invalid Date" } : {}),
            inst,
        });
        return payload;
    };
})));
// an oversized container fails its leading size checks before any element is parsed
function capSize(inst, size) {
    const caps = sizeCaps(inst._zod.def.checks);
    if (!caps.length)
        return;
    const cap = Math.min(...caps.map((c) => c[0]));
    const parse = inst._zod.parse;
    inst._zod.parse = (payload, ctx) => {
        const n = size(payload.value);
        if (n > cap && !ctx?.skipChecks && ctx?.direction !== "backward") {
            for (const [max, ch] of sizeCaps(inst._zod.def.checks)) {
                if (n > max && ch._zod.def.when(payload)) {
                    const start = payload.issues.length;
                    ch._zod.check(payload);
                    // the value is still the raw input, so no later check may read it
                    payload.issues[start].continue = false;
                    attachSchema(payload.issues, start, inst);
                    return payload;
                }
            }
        }
        return parse(payload, ctx);
    };
}
const arraySize = (input) => (Array.isArray(input) ? input.length : -1);
const mapSize = (input) => (input instanceof Map ? input.size : -1);
const setSize = (input) => (input instanceof Set ? input.size : -1);
function handleArrayResult(result, final, index) {
    if (result.issues.length) {
        final.issues.push(...prefixIssues(index, result.issues));
    }
    final.value[index] = result.value;
}
const $ZodArray = /*@__PURE__*/ $constructor("$ZodArray", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core_globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!Array.isArray(input)) {
            payload.issues.push({
                expected: "array",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, Array(input.length), ctx) : Array(input.length);
        const proms = [];
        const abortEarly = ctx?.abortEarly;
        for (let i = 0; i < input.length; i++) {
            const item = input[i];
            const result = def.element._zod.run({
                value: item,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                proms.push(result.then((result) => handleArrayResult(result, payload, i)));
            }
            else {
                handleArrayResult(result, payload, i);
                // the element's payload is authoritative here, since handleArrayResult forwards every issue; an object's is not, because it drops a failed absent optional
                if (abortEarly && result.issues.length !== 0 && aborted(result))
                    break;
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => payload);
        }
        return payload; //handleArrayResultsAsync(parseResults, final);
    };
    capSize(inst, arraySize);
});
function handlePropertyResult(result, final, key, input, optin, optout) {
    const isPresent = key in input;
    const isOptionalOut = optout === "optional";
    // The middle rung means "absence permitted, nothing supplied in its place", so an absent key contributes nothing — whatever the schema made of `undefined` is invented, not substituted. Only `optional` reaches this with a value: `defaulted` substitutes, and a schema that isn't optional-out has to keep the key.
    if (!isPresent && isOptionalOut && optin === "optional") {
        return;
    }
    if (result.issues.length) {
        // For optional-in/out schemas, ignore errors on absent keys.
        if (optin !== undefined && isOptionalOut && !isPresent) {
            return;
        }
        final.issues.push(...prefixIssues(key, result.issues));
    }
    if (!isPresent && optin === undefined) {
        if (!result.issues.length) {
            final.issues.push({
                code: "invalid_type",
                expected: "nonoptional",
                input: undefined,
                path: [key],
            });
        }
        return;
    }
    if (result.value === undefined) {
        if (isPresent || (optin === "defaulted" && !isOptionalOut)) {
            final.value[key] = undefined;
        }
    }
    else {
        final.value[key] = result.value;
    }
}
// one shared instance; a fresh [] per schema cost 56 bytes retained
const NO_SYMBOL_KEYS = [];
function normalizeDef(def) {
    const keys = Object.keys(def.shape);
    const ownSymbols = Object.getOwnPropertySymbols(def.shape);
    const symbolKeys = ownSymbols.length ? ownSymbols : NO_SYMBOL_KEYS;
    // aliases `keys` when there are no symbols, so a string-only shape keeps one array
    const allKeys = symbolKeys.length ? [...keys, ...symbolKeys] : keys;
    for (const k of allKeys) {
        if (!def.shape?.[k]?._zod?.traits?.has("$ZodType")) {
            throw new Error(`Invalid element at key "${String(k)}": expected a Zod schema`);
        }
    }
    const okeys = optionalKeys(def.shape);
    return {
        ...def,
        allKeys,
        symbolKeys,
        // string-only: handleCatchall matches it against `for...in`, which never yields a symbol
        keySet: new Set(keys),
        numKeys: keys.length,
        optionalKeys: new Set(okeys),
    };
}
function handleCatchall(proms, input, payload, ctx, def, inst, abortEarly) {
    const unrecognized = [];
    const keySet = def.keySet;
    const _catchall = def.catchall._zod;
    const t = _catchall.def.type;
    const optin = _catchall.optin;
    const optout = _catchall.optout;
    // starts at 0, not the current length: the shape phase already ran and may have aborted
    let seen = 0;
    for (const key in input) {
        if (abortEarly && payload.issues.length !== seen) {
            if (aborted(payload, seen))
                break;
            seen = payload.issues.length;
        }
        // Must precede the __proto__ branch: a declared key is not unrecognized, even though the shape loop deliberately strips __proto__ from the parsed output.
        if (keySet.has(key))
            continue;
        // Don't copy an undeclared __proto__ into the result; assignment to a plain {} would replace the result prototype. But in strict mode it is still an unknown key, so report it before skipping.
        if (key === "__proto__") {
            if (t === "never")
                unrecognized.push(key);
            continue;
        }
        if (t === "never") {
            unrecognized.push(key);
            continue;
        }
        const r = _catchall.run({ value: input[key], issues: [] }, ctx);
        if (r instanceof Promise) {
            proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
        }
        else {
            handlePropertyResult(r, payload, key, input, optin, optout);
        }
    }
    if (unrecognized.length) {
        payload.issues.push({
            code: "unrecognized_keys",
            keys: unrecognized,
            input,
            inst,
            // Describes the shape of the input, not the validity of the parsed value, so it never aborts. The parse still fails; the schema's own checks just get to run first, and an enclosing intersection can reconcile the key against a sibling operand.
            continue: true,
        });
    }
    if (!proms.length)
        return payload;
    return Promise.all(proms).then(() => {
        return payload;
    });
}
const $ZodObject = /*@__PURE__*/ $constructor("$ZodObject", (inst, def) => {
    // requires cast because technically $ZodObject doesn't extend
    $ZodType.init(inst, def);
    const desc = Object.getOwnPropertyDescriptor(def, "shape");
    // a cloned def carries its source's accessor, which knows the shape it answers from; adopting that keeps the clone's keys readable without running it
    const sh = desc?.get ? desc.get.raw : (def.shape ?? {});
    if (sh) {
        // Freezes the shape on first read, so its getters resolve once and every later read sees the same schemas.
        const get = () => {
            const newSh = { ...sh };
            Object.defineProperty(def, "shape", { value: newSh });
            get.raw = newSh;
            return newSh;
        };
        get.raw = sh;
        Object.defineProperty(def, "shape", { get });
    }
    const _normalized = cached(() => normalizeDef(def));
    defineLazyInternal(inst, "propValues", (zod) => {
        const shape = zod.def.shape;
        const propValues = {};
        for (const key in shape) {
            const field = shape[key]._zod;
            if (field.values) {
                if (!Object.prototype.hasOwnProperty.call(propValues, key)) {
                    assignProp(propValues, key, new Set());
                }
                for (const v of field.values)
                    propValues[key].add(v);
                // An omittable slot reads back as undefined at a discriminator lookup, so it has to claim undefined: two options that can both omit the key are not discriminable on it.
                if (field.optin !== undefined)
                    propValues[key].add(undefined);
            }
        }
        return propValues;
    });
    const isObject = util_isObject;
    const catchall = def.catchall;
    let value;
    const memo = core_globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        value ?? (value = _normalized.value);
        const input = payload.value;
        if (!isObject(input)) {
            payload.issues.push({
                expected: "object",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
        const proms = [];
        const shape = value.shape;
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const key of value.allKeys) {
            if (abortEarly && payload.issues.length !== seen) {
                if (aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            if (key === "__proto__")
                continue;
            const el = shape[key];
            const optin = el._zod.optin;
            const optout = el._zod.optout;
            const r = el._zod.run({ value: input[key], issues: [] }, ctx);
            if (r instanceof Promise) {
                proms.push(r.then((r) => handlePropertyResult(r, payload, key, input, optin, optout)));
            }
            else {
                handlePropertyResult(r, payload, key, input, optin, optout);
            }
        }
        if (!catchall) {
            return proms.length ? Promise.all(proms).then(() => payload) : payload;
        }
        return handleCatchall(proms, input, payload, ctx, _normalized.value, inst, abortEarly === true);
    };
});
const $ZodObjectJIT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodObjectJIT", (inst, def) => {
    // requires cast because technically $ZodObject doesn't extend
    $ZodObject.init(inst, def);
    const superParse = inst._zod.parse;
    const _normalized = util.cached(() => normalizeDef(def));
    const memo = core.globalConfig.memoizer;
    const generateFastpass = (shape) => {
        const normalized = _normalized.value;
        const syms = normalized.symbolKeys;
        // a symbol has no source literal, so it is read as `syms[i]` off the closed-over scope
        const doc = new Doc(["payload", "ctx"], { shape, inst, memo, syms });
        const parseStr = (k) => `shape[${k}]._zod.run({ value: input[${k}], issues: [] }, ctx)`;
        // prefixes in place, like util.prefixIssues. newResult must land before the early return: a catchall runs after this and would otherwise write onto the caller's input
        const prefixStr = (id, k) => `
          let ${id}_ab = false;
          for (let i = 0; i < ${id}.issues.length; i++) {
            const iss = ${id}.issues[i];
            iss.path = iss.path ? [${k}, ...iss.path] : [${k}];
            payload.issues.push(iss);
            if (iss.continue !== true) ${id}_ab = true;
          }
          if (${id}_ab && ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }`;
        doc.write(`const input = payload.value;`);
        const ids = Object.create(null);
        let counter = 0;
        for (const key of normalized.allKeys) {
            ids[key] = `key_${counter++}`;
        }
        // A: preserve key order {
        doc.write(memo ? `const newResult = memo.alloc(inst, payload, {}, ctx);` : `const newResult = {};`);
        for (const key of normalized.allKeys) {
            if (key === "__proto__")
                continue;
            const id = ids[key];
            const k = typeof key === "symbol" ? `syms[${syms.indexOf(key)}]` : util.esc(key);
            const isPresent = `${k} in input`;
            const schema = shape[key];
            const optin = schema?._zod?.optin;
            const isOptionalIn = optin !== undefined;
            const isOptionalOut = schema?._zod?.optout === "optional";
            doc.write(`const ${id} = ${parseStr(k)};`);
            if (isOptionalIn && isOptionalOut) {
                // For optional-in/out schemas, ignore errors on absent keys — and, like the interpreted path, drop the value produced alongside them. The middle rung goes further: it permits absence without supplying anything in its place, so an absent key contributes nothing at all.
                const assign = optin === "optional" ? `${id}_present` : `${id}.value !== undefined || ${id}_present`;
                doc.write(`
        const ${id}_present = ${isPresent};
        if (!${id}.issues.length || ${id}_present) {
          if (${id}.issues.length) {${prefixStr(id, k)}
          }

          if (${assign}) {
            newResult[${k}] = ${id}.value;
          }
        }

      `);
            }
            else if (!isOptionalIn) {
                doc.write(`
        const ${id}_present = ${isPresent};
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
        if (!${id}_present && !${id}.issues.length) {
          payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: undefined,
            path: [${k}]
          });
          if (ctx && ctx.abortEarly) {
            payload.value = newResult;
            return payload;
          }
        }

        if (${id}_present) {
          newResult[${k}] = ${id}.value;
        }

      `);
            }
            else {
                doc.write(`
        if (${id}.issues.length) {${prefixStr(id, k)}
        }
      `);
                if (optin === "defaulted") {
                    doc.write(`newResult[${k}] = ${id}.value;`);
                }
                else {
                    doc.write(`
        if (${id}.value !== undefined || ${isPresent}) {
          newResult[${k}] = ${id}.value;
        }
      `);
                }
            }
        }
        doc.write(`payload.value = newResult;`);
        doc.write(`return payload;`);
        // closing `shape` in is what pays: turbofan specializes the parser against that one shape object, so every `shape[k]._zod.run` folds to a known callee. as a parameter it stays a generic load and measures 13% slower even with the forwarding frame gone
        return doc.compile();
    };
    let fastpass;
    const isObject = util.isObject;
    const jit = !core.globalConfig.jitless;
    const allowsEval = util.allowsEval;
    const fastEnabled = jit && allowsEval.value; // && !def.catchall;
    const catchall = def.catchall;
    let value;
    inst._zod.parse = (payload, ctx) => {
        value ?? (value = _normalized.value);
        const input = payload.value;
        if (!isObject(input)) {
            payload.issues.push({
                expected: "object",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        if (jit && fastEnabled && ctx?.async === false && ctx.jitless !== true) {
            // always synchronous
            if (!fastpass)
                fastpass = generateFastpass(def.shape);
            payload = fastpass(payload, ctx);
            if (!catchall)
                return payload;
            return handleCatchall([], input, payload, ctx, value, inst, ctx?.abortEarly === true);
        }
        return superParse(payload, ctx);
    };
})));
function handleUnionResults(results, final, inst, ctx) {
    for (const result of results) {
        if (result.issues.length === 0) {
            final.value = result.value;
            return final;
        }
    }
    const nonaborted = results.filter((r) => !util.aborted(r));
    if (nonaborted.length === 1) {
        final.value = nonaborted[0].value;
        return nonaborted[0];
    }
    final.issues.push({
        code: "invalid_union",
        input: final.value,
        inst,
        errors: results.map((result) => result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config()))),
    });
    return final;
}
const $ZodUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodUnion", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.options.some((o) => o._zod.optin === "defaulted")
        ? "defaulted"
        : zod.def.options.some((o) => o._zod.optin !== undefined)
            ? "optional"
            : undefined);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.options.some((o) => o._zod.optout === "optional") ? "optional" : undefined);
    util.defineLazyInternal(inst, "values", (zod) => {
        if (zod.def.options.every((o) => o._zod.values)) {
            return new Set(zod.def.options.flatMap((option) => Array.from(option._zod.values)));
        }
        return undefined;
    });
    util.defineLazyInternal(inst, "pattern", (zod) => {
        if (zod.def.options.every((o) => o._zod.pattern)) {
            const patterns = zod.def.options.map((o) => o._zod.pattern);
            return new RegExp(`^(${patterns.map((p) => util.cleanRegex(p.source)).join("|")})$`);
        }
        return undefined;
    });
    const first = def.options.length === 1 ? def.options[0]._zod.run : null;
    inst._zod.parse = (payload, ctx) => {
        if (first) {
            return first(payload, ctx);
        }
        let async = false;
        const results = [];
        for (const option of def.options) {
            const result = option._zod.run({
                value: payload.value,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                results.push(result);
                async = true;
            }
            else {
                if (result.issues.length === 0)
                    return result;
                results.push(result);
            }
        }
        if (!async)
            return handleUnionResults(results, payload, inst, ctx);
        return Promise.all(results).then((results) => {
            return handleUnionResults(results, payload, inst, ctx);
        });
    };
})));
function handleExclusiveUnionResults(results, final, inst, ctx) {
    const matches = [];
    for (let i = 0; i < results.length; i++) {
        if (results[i].issues.length === 0)
            matches.push(i);
    }
    if (matches.length === 1) {
        final.value = results[matches[0]].value;
        return final;
    }
    if (matches.length === 0) {
        // No matches - same as regular union
        final.issues.push({
            code: "invalid_union",
            input: final.value,
            inst,
            errors: results.map((result) => result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config()))),
        });
    }
    else {
        // Multiple matches - exclusive union failure
        final.issues.push({
            code: "invalid_union",
            input: final.value,
            inst,
            errors: [],
            inclusive: false,
            matches,
        });
    }
    return final;
}
const $ZodXor = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodXor", (inst, def) => {
    $ZodUnion.init(inst, def);
    def.inclusive = false;
    const first = def.options.length === 1 ? def.options[0]._zod.run : null;
    inst._zod.parse = (payload, ctx) => {
        if (first) {
            return first(payload, ctx);
        }
        let async = false;
        const results = [];
        for (const option of def.options) {
            const result = option._zod.run({
                value: payload.value,
                issues: [],
            }, ctx);
            if (result instanceof Promise) {
                results.push(result);
                async = true;
            }
            else {
                results.push(result);
            }
        }
        if (!async)
            return handleExclusiveUnionResults(results, payload, inst, ctx);
        return Promise.all(results).then((results) => {
            return handleExclusiveUnionResults(results, payload, inst, ctx);
        });
    };
})));
/** Returns the option whose discriminator claims `value`, or throws if ambiguous. */
function getDiscriminatedOption(union, value) {
    const internals = union._zod;
    let map = internals.bag.optionsMap;
    if (!map) {
        map = discriminatorMap(internals.def);
        internals.bag.optionsMap = map;
    }
    const option = map.get(value);
    if (option === null)
        throw new Error(`Ambiguous discriminator value "${String(value)}"`);
    return option;
}
function discriminatorMap(def) {
    const map = new Map();
    for (const option of def.options) {
        const values = option._zod.propValues?.[def.discriminator];
        if (!values || values.size === 0)
            throw new Error(`Invalid discriminated union option at index "${def.options.indexOf(option)}"`);
        for (const value of values) {
            if (map.has(value)) {
                if (value !== undefined)
                    throw new Error(`Duplicate discriminator value "${String(value)}"`);
                // keep the collision marked so a later member cannot reclaim it
                map.set(value, null);
            }
            else {
                map.set(value, option);
            }
        }
    }
    return map;
}
const $ZodDiscriminatedUnion = 
/*@__PURE__*/
(/* unused pure expression or super */ null && (core.$constructor("$ZodDiscriminatedUnion", (inst, def) => {
    def.inclusive = false;
    $ZodUnion.init(inst, def);
    const _super = inst._zod.parse;
    util.defineLazyInternal(inst, "propValues", (zod) => {
        const propValues = {};
        let undefinedCount = 0;
        for (const option of zod.def.options) {
            const pv = option._zod.propValues;
            if (!pv || Object.keys(pv).length === 0)
                throw new Error(`Invalid discriminated union option at index "${zod.def.options.indexOf(option)}"`);
            if (pv[zod.def.discriminator]?.has(undefined))
                undefinedCount++;
            for (const [k, v] of Object.entries(pv)) {
                if (!Object.prototype.hasOwnProperty.call(propValues, k)) {
                    util.assignProp(propValues, k, new Set());
                }
                for (const val of v) {
                    propValues[k].add(val);
                }
            }
        }
        if (!zod.def.unionFallback && undefinedCount > 1)
            propValues[zod.def.discriminator]?.delete(undefined);
        return propValues;
    });
    // Checked now rather than in the lookup map below, so an option that lacks the discriminator fails at the `discriminatedUnion` call instead of on the first object parsed. Options whose shape cannot be enumerated without resolving it — pipes and lazies — are left to the map.
    def.options.forEach((option, i) => {
        const propShape = util.rawShape(option._zod.def);
        if (propShape && !Object.prototype.hasOwnProperty.call(propShape, def.discriminator)) {
            throw new Error(`Invalid discriminated union option at index "${i}"`);
        }
    });
    const disc = util.cached(() => discriminatorMap(def));
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!util.isObject(input)) {
            payload.issues.push({
                code: "invalid_type",
                expected: "object",
                input,
                inst,
            });
            return payload;
        }
        const value = input?.[def.discriminator];
        const opt = disc.value.get(value);
        // forward metadata cannot choose an encoder for an absent tag
        if (opt && (value !== undefined || ctx.direction !== "backward")) {
            return opt._zod.run(payload, ctx);
        }
        // Fall back to union matching when the fast discriminator path fails:
        // - explicitly enabled via unionFallback, or
        // - during backward direction (encode), since codec-based discriminators have different values in forward vs backward directions
        if (def.unionFallback || ctx.direction === "backward") {
            return _super(payload, ctx);
        }
        // no matching discriminator
        payload.issues.push({
            code: "invalid_union",
            errors: [],
            note: "No matching discriminator",
            discriminator: def.discriminator,
            options: Array.from(disc.value.keys()).filter((value) => disc.value.get(value) !== null),
            input,
            path: [def.discriminator],
            inst,
        });
        return payload;
    };
})));
const $ZodIntersection = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodIntersection", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        const left = def.left._zod.run({ value: input, issues: [] }, ctx);
        const right = def.right._zod.run({ value: input, issues: [] }, ctx);
        const async = left instanceof Promise || right instanceof Promise;
        if (async) {
            return Promise.all([left, right]).then(([left, right]) => {
                return handleIntersectionResults(payload, left, right);
            });
        }
        return handleIntersectionResults(payload, left, right);
    };
})));
function mergeValues(a, b) {
    // const aType = parse.t(a);
    // const bType = parse.t(b);
    if (a === b) {
        return { valid: true, data: a };
    }
    if (a instanceof Date && b instanceof Date && +a === +b) {
        return { valid: true, data: a };
    }
    if (util.isPlainObject(a) && util.isPlainObject(b)) {
        const bKeys = Object.keys(b);
        const sharedKeys = Object.keys(a).filter((key) => bKeys.indexOf(key) !== -1);
        const newObj = { ...a, ...b };
        if (Object.prototype.hasOwnProperty.call(newObj, "__proto__"))
            delete newObj.__proto__;
        for (const key of sharedKeys) {
            if (key === "__proto__")
                continue;
            const sharedValue = mergeValues(a[key], b[key]);
            if (!sharedValue.valid) {
                return {
                    valid: false,
                    mergeErrorPath: [key, ...sharedValue.mergeErrorPath],
                };
            }
            newObj[key] = sharedValue.data;
        }
        return { valid: true, data: newObj };
    }
    if (Array.isArray(a) && Array.isArray(b)) {
        if (a.length !== b.length) {
            return { valid: false, mergeErrorPath: [] };
        }
        const newArray = [];
        for (let index = 0; index < a.length; index++) {
            const itemA = a[index];
            const itemB = b[index];
            const sharedValue = mergeValues(itemA, itemB);
            if (!sharedValue.valid) {
                return {
                    valid: false,
                    mergeErrorPath: [index, ...sharedValue.mergeErrorPath],
                };
            }
            newArray.push(sharedValue.data);
        }
        return { valid: true, data: newArray };
    }
    return { valid: false, mergeErrorPath: [] };
}
function handleIntersectionResults(result, left, right) {
    // Track which side(s) reject each key. A key rejection is reported only when BOTH sides reject it, so a key owned by one branch survives the other's key schema. strictObject reports these as unrecognized_keys; a record with an open key schema reports one invalid_key per key.
    const unrecKeys = new Map();
    let unrecIssue;
    const keyIssues = new Map();
    const collect = (iss, side) => {
        let keys;
        if (iss.code === "unrecognized_keys" && !iss.path?.length) {
            unrecIssue ?? (unrecIssue = iss);
            keys = iss.keys;
        }
        else if (iss.code === "invalid_key" && iss.origin === "record" && iss.path?.length === 1) {
            const k = String(iss.path[0]);
            if (!keyIssues.has(k))
                keyIssues.set(k, iss);
            keys = [k];
        }
        else {
            return false;
        }
        for (const k of keys) {
            if (!unrecKeys.has(k))
                unrecKeys.set(k, {});
            unrecKeys.get(k)[side] = true;
        }
        return true;
    };
    for (const iss of left.issues) {
        if (!collect(iss, "l"))
            result.issues.push(iss);
    }
    for (const iss of right.issues) {
        if (!collect(iss, "r"))
            result.issues.push(iss);
    }
    // Report only keys rejected by BOTH sides
    const bothKeys = [...unrecKeys].filter(([, f]) => f.l && f.r).map(([k]) => k);
    if (bothKeys.length) {
        const aggregated = unrecIssue ? bothKeys.filter((k) => unrecIssue.keys.includes(k)) : [];
        if (aggregated.length)
            result.issues.push({ ...unrecIssue, keys: aggregated });
        for (const k of bothKeys) {
            if (!aggregated.includes(k) && keyIssues.has(k))
                result.issues.push(keyIssues.get(k));
        }
    }
    const merged = mergeValues(left.value, right.value);
    if (!merged.valid) {
        if (util.aborted(result))
            return result;
        throw new Error(`Unmergable intersection. Error path: ` + `${JSON.stringify(merged.mergeErrorPath)}`);
    }
    result.value = merged.data;
    return result;
}
const $ZodTuple = /*@__PURE__*/ $constructor("$ZodTuple", (inst, def) => {
    $ZodType.init(inst, def);
    const items = def.items;
    const memo = core_globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!Array.isArray(input)) {
            payload.issues.push({
                input,
                inst,
                expected: "tuple",
                code: "invalid_type",
            });
            return payload;
        }
        payload.value = memo ? memo.alloc(inst, payload, [], ctx) : [];
        const proms = [];
        const optinStart = getTupleOptStart(items, "optin");
        const optoutStart = getTupleOptStart(items, "optout");
        if (!def.rest) {
            if (input.length < optinStart) {
                payload.issues.push({
                    code: "too_small",
                    minimum: optinStart,
                    inclusive: true,
                    input,
                    inst,
                    origin: "array",
                });
                return payload;
            }
            if (input.length > items.length) {
                payload.issues.push({
                    code: "too_big",
                    maximum: items.length,
                    inclusive: true,
                    input,
                    inst,
                    origin: "array",
                });
            }
        }
        // Run every item in parallel, collecting results into an indexed array. The post-processing in `handleTupleResults` walks them in order so it can decide whether an absent optional-output error can truncate the tail or must be reported to preserve required output.
        const itemResults = new Array(items.length);
        // only tracked when there is a rest loop to skip
        const abortEarly = def.rest ? ctx?.abortEarly : undefined;
        let itemAborted = false;
        for (let i = 0; i < items.length; i++) {
            const r = items[i]._zod.run({ value: input[i], issues: [] }, ctx);
            if (r instanceof Promise) {
                proms.push(r.then((rr) => {
                    itemResults[i] = rr;
                }));
            }
            else {
                itemResults[i] = r;
                if (abortEarly && !itemAborted && r.issues.length)
                    itemAborted = aborted(r);
            }
        }
        // sound because rest is non-empty exactly when every fixed index is present, the one case handleTupleResults cannot discard an item's issues
        if (def.rest && !itemAborted) {
            let i = items.length - 1;
            const rest = input.slice(items.length);
            let seen = payload.issues.length;
            for (const el of rest) {
                if (abortEarly && payload.issues.length !== seen) {
                    if (aborted(payload, seen))
                        break;
                    seen = payload.issues.length;
                }
                i++;
                const result = def.rest._zod.run({ value: el, issues: [] }, ctx);
                if (result instanceof Promise) {
                    proms.push(result.then((r) => handleTupleResult(r, payload, i)));
                }
                else {
                    handleTupleResult(result, payload, i);
                }
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => handleTupleResults(itemResults, payload, items, input, optoutStart));
        }
        return handleTupleResults(itemResults, payload, items, input, optoutStart);
    };
});
function getTupleOptStart(items, key) {
    for (let i = items.length - 1; i >= 0; i--) {
        // optin is a three-rung ladder so any rung above `undefined` permits an absent slot; optout stays two-valued.
        const omittable = key === "optin" ? items[i]._zod.optin !== undefined : items[i]._zod.optout === "optional";
        if (!omittable)
            return i + 1;
    }
    return 0;
}
function handleTupleResult(result, final, index) {
    if (result.issues.length) {
        final.issues.push(...prefixIssues(index, result.issues));
    }
    final.value[index] = result.value;
}
function handleTupleResults(itemResults, final, items, input, optoutStart) {
    // Walk results in order. Mirror $ZodObject's swallow-on-absent-optional rule, but only after `optoutStart`: the first index where the output tuple tail can be absent.
    for (let i = 0; i < items.length; i++) {
        const r = itemResults[i];
        const isPresent = i < input.length;
        // The array analog of `handlePropertyResult`'s absent-key early return: the middle rung permits absence without supplying anything in its place, so the tail truncates here instead of materializing whatever the item made of `undefined`.
        if (!isPresent && i >= optoutStart && items[i]._zod.optin === "optional") {
            final.value.length = i;
            break;
        }
        if (r.issues.length) {
            if (!isPresent && i >= optoutStart) {
                final.value.length = i;
                break;
            }
            final.issues.push(...prefixIssues(i, r.issues));
        }
        final.value[i] = r.value;
    }
    // Drop trailing slots that produced `undefined` for absent input
    // (the array analog of an absent optional key on an object). The
    // `i >= input.length` floor is critical: an explicit `undefined`
    // *inside* the input must be preserved even when the schema is
    // optional-out (e.g. `z.string().or(z.undefined())` accepting an
    // explicit undefined value).
    for (let i = final.value.length - 1; i >= input.length; i--) {
        if (items[i]._zod.optout === "optional" && final.value[i] === undefined) {
            final.value.length = i;
        }
        else {
            break;
        }
    }
    return final;
}
const $ZodRecord = /*@__PURE__*/ $constructor("$ZodRecord", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core_globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!isPlainObject(input)) {
            payload.issues.push({
                expected: "record",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        // no guard in either loop below: a record's invalid_key aborts but an enclosing intersection can reconcile it, so a stopped loop hides keys the sibling does not own and the intersection then rejects nothing
        const proms = [];
        const values = def.keyType._zod.values;
        if (values && !def.partial) {
            payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
            const recordKeys = new Set();
            for (const key of values) {
                if (typeof key === "string" || typeof key === "number" || typeof key === "symbol") {
                    recordKeys.add(typeof key === "number" ? key.toString() : key);
                    // A declared __proto__ is stripped but is not an unrecognized key.
                    if (key === "__proto__")
                        continue;
                    const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
                    if (keyResult instanceof Promise) {
                        throw new Error("Async schemas not supported in object keys currently");
                    }
                    if (keyResult.issues.length) {
                        payload.issues.push({
                            code: "invalid_key",
                            origin: "record",
                            issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
                            input: key,
                            path: [key],
                            inst,
                        });
                        continue;
                    }
                    const outKey = keyResult.value;
                    if (outKey === "__proto__")
                        continue;
                    const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
                    if (result instanceof Promise) {
                        proms.push(result.then((result) => {
                            if (result.issues.length) {
                                payload.issues.push(...prefixIssues(key, result.issues));
                            }
                            payload.value[outKey] = result.value;
                        }));
                    }
                    else {
                        if (result.issues.length) {
                            payload.issues.push(...prefixIssues(key, result.issues));
                        }
                        payload.value[outKey] = result.value;
                    }
                }
            }
            let unrecognized;
            for (const key in input) {
                if (!recordKeys.has(key)) {
                    if (def.mode === "loose") {
                        // skip __proto__ so it can't replace the result prototype via the assignment setter on the plain {} we build into
                        if (key === "__proto__")
                            continue;
                        payload.value[key] = input[key];
                    }
                    else {
                        unrecognized = unrecognized ?? [];
                        unrecognized.push(key);
                    }
                }
            }
            if (unrecognized && unrecognized.length > 0) {
                payload.issues.push({
                    code: "unrecognized_keys",
                    input,
                    inst,
                    keys: unrecognized,
                    continue: true,
                });
            }
        }
        else {
            payload.value = memo ? memo.alloc(inst, payload, {}, ctx) : {};
            // An enumerable key schema declares which keys the record owns, so a key outside the set is unrecognized. A non-enumerable one (regex, refine) is a constraint every key must satisfy, so a failing key is invalid. Only the former is reconcilable against the other side of an intersection.
            let unrecognized;
            // Reflect.ownKeys for Symbol-key support; filter non-enumerable to match z.object()
            for (const key of Reflect.ownKeys(input)) {
                if (key === "__proto__")
                    continue;
                if (!Object.prototype.propertyIsEnumerable.call(input, key))
                    continue;
                let keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
                if (keyResult instanceof Promise) {
                    throw new Error("Async schemas not supported in object keys currently");
                }
                // Numeric string fallback: if key is a numeric string and failed, retry with Number(key). This handles z.number(), z.literal([1, 2, 3]), and unions containing numeric literals
                const checkNumericKey = typeof key === "string" && number.test(key) && keyResult.issues.length;
                if (checkNumericKey) {
                    const retryResult = def.keyType._zod.run({ value: Number(key), issues: [] }, ctx);
                    if (retryResult instanceof Promise) {
                        throw new Error("Async schemas not supported in object keys currently");
                    }
                    if (retryResult.issues.length === 0) {
                        keyResult = retryResult;
                    }
                }
                if (keyResult.issues.length) {
                    if (def.mode === "loose") {
                        // Pass through unchanged
                        payload.value[key] = input[key];
                    }
                    else if (values) {
                        unrecognized = unrecognized ?? [];
                        unrecognized.push(key);
                    }
                    else {
                        // Default "strict" behavior: error on invalid key
                        payload.issues.push({
                            code: "invalid_key",
                            origin: "record",
                            issues: keyResult.issues.map((iss) => finalizeIssue(iss, ctx, config())),
                            input: key,
                            path: [key],
                            inst,
                        });
                    }
                    continue;
                }
                // the guard above tests the raw input key, but the key schema can normalize an ordinary key into __proto__; re-check the key we actually write under
                const outKey = keyResult.value;
                if (outKey === "__proto__")
                    continue;
                const result = def.valueType._zod.run({ value: input[key], issues: [] }, ctx);
                if (result instanceof Promise) {
                    proms.push(result.then((result) => {
                        if (result.issues.length) {
                            payload.issues.push(...prefixIssues(key, result.issues));
                        }
                        payload.value[outKey] = result.value;
                    }));
                }
                else {
                    if (result.issues.length) {
                        payload.issues.push(...prefixIssues(key, result.issues));
                    }
                    payload.value[outKey] = result.value;
                }
            }
            if (unrecognized && unrecognized.length > 0) {
                payload.issues.push({
                    code: "unrecognized_keys",
                    input,
                    inst,
                    keys: unrecognized,
                    continue: true,
                });
            }
        }
        if (proms.length) {
            return Promise.all(proms).then(() => payload);
        }
        return payload;
    };
});
const $ZodMap = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodMap", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!(input instanceof Map)) {
            payload.issues.push({
                expected: "map",
                code: "invalid_type",
                input,
                inst,
            });
            return payload;
        }
        const proms = [];
        payload.value = memo ? memo.alloc(inst, payload, new Map(), ctx) : new Map();
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const [key, value] of input) {
            if (abortEarly && payload.issues.length !== seen) {
                if (util.aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            const keyResult = def.keyType._zod.run({ value: key, issues: [] }, ctx);
            const valueResult = def.valueType._zod.run({ value: value, issues: [] }, ctx);
            if (keyResult instanceof Promise || valueResult instanceof Promise) {
                proms.push(Promise.all([keyResult, valueResult]).then(([keyResult, valueResult]) => {
                    handleMapResult(keyResult, valueResult, payload, key, input, inst, ctx);
                }));
            }
            else {
                handleMapResult(keyResult, valueResult, payload, key, input, inst, ctx);
            }
        }
        if (proms.length)
            return Promise.all(proms).then(() => payload);
        return payload;
    };
    capSize(inst, mapSize);
})));
function handleMapResult(keyResult, valueResult, final, key, input, inst, ctx) {
    if (keyResult.issues.length) {
        if (util.propertyKeyTypes.has(typeof key)) {
            final.issues.push(...util.prefixIssues(key, keyResult.issues));
        }
        else {
            final.issues.push({
                code: "invalid_key",
                origin: "map",
                input,
                inst,
                issues: keyResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
            });
        }
    }
    if (valueResult.issues.length) {
        if (util.propertyKeyTypes.has(typeof key)) {
            final.issues.push(...util.prefixIssues(key, valueResult.issues));
        }
        else {
            final.issues.push({
                origin: "map",
                code: "invalid_element",
                input,
                inst,
                key: key,
                issues: valueResult.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
            });
        }
    }
    final.value.set(keyResult.value, valueResult.value);
}
const $ZodSet = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSet", (inst, def) => {
    $ZodType.init(inst, def);
    const memo = core.globalConfig.memoizer;
    memo?.attach(inst);
    inst._zod.parse = (payload, ctx) => {
        const input = payload.value;
        if (!(input instanceof Set)) {
            payload.issues.push({
                input,
                inst,
                expected: "set",
                code: "invalid_type",
            });
            return payload;
        }
        const proms = [];
        payload.value = memo ? memo.alloc(inst, payload, new Set(), ctx) : new Set();
        const abortEarly = ctx?.abortEarly;
        let seen = payload.issues.length;
        for (const item of input) {
            if (abortEarly && payload.issues.length !== seen) {
                if (util.aborted(payload, seen))
                    break;
                seen = payload.issues.length;
            }
            const result = def.valueType._zod.run({ value: item, issues: [] }, ctx);
            if (result instanceof Promise) {
                proms.push(result.then((result) => handleSetResult(result, payload)));
            }
            else
                handleSetResult(result, payload);
        }
        if (proms.length)
            return Promise.all(proms).then(() => payload);
        return payload;
    };
    capSize(inst, setSize);
})));
function handleSetResult(result, final) {
    if (result.issues.length) {
        final.issues.push(...result.issues);
    }
    final.value.add(result.value);
}
const $ZodEnum = /*@__PURE__*/ $constructor("$ZodEnum", (inst, def) => {
    $ZodType.init(inst, def);
    const values = getEnumValues(def.entries);
    const valuesSet = new Set(values);
    inst._zod.values = valuesSet;
    defineLazyInternal(inst, "pattern", (zod) => {
        const patternValues = getEnumValues(zod.def.entries).filter((k) => propertyKeyTypes.has(typeof k));
        // unmatchable fallback, RE2-safe: an empty alternation would compile to /^()$/, which matches ""
        return new RegExp(patternValues.length ? `^(${patternValues.map((o) => escapeRegex(o.toString())).join("|")})$` : "^[^\\s\\S]$");
    });
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (valuesSet.has(input)) {
            return payload;
        }
        payload.issues.push({
            code: "invalid_value",
            values,
            input,
            inst,
        });
        return payload;
    };
});
const $ZodLiteral = /*@__PURE__*/ $constructor("$ZodLiteral", (inst, def) => {
    $ZodType.init(inst, def);
    const values = new Set(def.values);
    inst._zod.values = values;
    defineLazyInternal(inst, "pattern", (zod) => {
        const vals = zod.def.values;
        // unmatchable fallback, RE2-safe: an empty alternation would compile to /^()$/, which matches ""
        return new RegExp(vals.length
            ? `^(${vals
                .map((o) => typeof o === "string" ? escapeRegex(o) : o ? escapeRegex(o.toString()) : String(o))
                .join("|")})$`
            : "^[^\\s\\S]$");
    });
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        if (values.has(input)) {
            return payload;
        }
        payload.issues.push({
            code: "invalid_value",
            values: def.values,
            input,
            inst,
        });
        return payload;
    };
});
const $ZodFile = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodFile", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        const input = payload.value;
        // @ts-ignore
        if (input instanceof File)
            return payload;
        payload.issues.push({
            expected: "file",
            code: "invalid_type",
            input,
            inst,
        });
        return payload;
    };
})));
const $ZodTransform = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodTransform", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.optin = "optional";
    core.globalConfig.memoizer?.guard(inst);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            throw new core.$ZodEncodeError(inst.constructor.name);
        }
        const _out = def.transform(payload.value, payload);
        if (ctx.async) {
            const output = _out instanceof Promise ? _out : Promise.resolve(_out);
            return output.then((output) => {
                payload.value = output;
                return payload;
            });
        }
        if (_out instanceof Promise) {
            throw new core.$ZodAsyncError();
        }
        payload.value = _out;
        return payload;
    };
})));
function handleOptionalResult(payload, result) {
    // A substituting schema that still failed has no usable answer; yield undefined. Its issues are simply dropped: it ran on a payload of its own, so there is no shared array to truncate and nothing of the caller's to lose with it.
    payload.value = result.issues.length ? undefined : result.value;
    return payload;
}
const $ZodOptional = /*@__PURE__*/ $constructor("$ZodOptional", (inst, def) => {
    $ZodType.init(inst, def);
    // .optional() propagates absence rather than substituting for it, so a defaulted inner keeps its rung.
    defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
    inst._zod.optout = "optional";
    defineLazyInternal(inst, "values", (zod) => {
        const values = zod.def.innerType._zod.values;
        return values ? new Set([...values, undefined]) : undefined;
    });
    defineLazyInternal(inst, "pattern", (zod) => {
        const pattern = zod.def.innerType._zod.pattern;
        return pattern ? new RegExp(`^(${cleanRegex(pattern.source)})?$`) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        if (payload.value === undefined) {
            // Only the top rung substitutes a value for absence; everything else leaves it intact, which is what .optional() means.
            if (def.innerType._zod.optin !== "defaulted")
                return payload;
            // Its own payload, for the same reason $ZodCatch gets one: a pipe forwards an unrecognized key through the caller's issues array, and this must not read that as the substituting schema failing and drop it.
            const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
            if (result instanceof Promise)
                return result.then((result) => handleOptionalResult(payload, result));
            return handleOptionalResult(payload, result);
        }
        return def.innerType._zod.run(payload, ctx);
    };
});
const $ZodExactOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodExactOptional", (inst, def) => {
    // Call parent init - inherits optin/optout = "optional"
    $ZodOptional.init(inst, def);
    // Override values/pattern to NOT add undefined
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    util.defineLazyInternal(inst, "pattern", (zod) => zod.def.innerType._zod.pattern);
    // Override parse to just delegate (no undefined handling)
    inst._zod.parse = (payload, ctx) => {
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodNullable = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNullable", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
    util.defineLazyInternal(inst, "pattern", (zod) => {
        const pattern = zod.def.innerType._zod.pattern;
        return pattern ? new RegExp(`^(${util.cleanRegex(pattern.source)}|null)$`) : undefined;
    });
    util.defineLazyInternal(inst, "values", (zod) => {
        return zod.def.innerType._zod.values ? new Set([...zod.def.innerType._zod.values, null]) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        // Forward direction (decode): allow null to pass through
        if (payload.value === null)
            return payload;
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodDefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodDefault", (inst, def) => {
    $ZodType.init(inst, def);
    // inst._zod.qin = "true";
    inst._zod.optin = "defaulted";
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply defaults for undefined input
        if (payload.value === undefined) {
            payload.value = def.defaultValue;
            /**
             * $ZodDefault returns the default value immediately in forward direction.
             * It doesn't pass the default value into the validator ("prefault"). There's no reason to pass the default value through validation. The validity of the default is enforced by TypeScript statically. Otherwise, it's the responsibility of the user to ensure the default is valid. In the case of pipes with divergent in/out types, you can specify the default on the `in` schema of your ZodPipe to set a "prefault" for the pipe.   */
            return payload;
        }
        // Forward direction: continue with default handling
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleDefaultResult(result, def));
        }
        return handleDefaultResult(result, def);
    };
})));
function handleDefaultResult(payload, def) {
    if (payload.value === undefined) {
        payload.value = def.defaultValue;
    }
    return payload;
}
const $ZodPrefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPrefault", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.optin = "defaulted";
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply prefault for undefined input
        if (payload.value === undefined) {
            payload.value = def.defaultValue;
        }
        return def.innerType._zod.run(payload, ctx);
    };
})));
const $ZodNonOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNonOptional", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "values", (zod) => {
        const v = zod.def.innerType._zod.values;
        return v ? new Set([...v].filter((x) => x !== undefined)) : undefined;
    });
    inst._zod.parse = (payload, ctx) => {
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleNonOptionalResult(result, inst));
        }
        return handleNonOptionalResult(result, inst);
    };
})));
function handleNonOptionalResult(payload, inst) {
    if (!payload.issues.length && payload.value === undefined) {
        payload.issues.push({
            code: "invalid_type",
            expected: "nonoptional",
            input: payload.value,
            inst,
        });
    }
    return payload;
}
const $ZodSuccess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodSuccess", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            throw new core.$ZodEncodeError("ZodSuccess");
        }
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then((result) => {
                payload.value = result.issues.length === 0;
                return payload;
            });
        }
        payload.value = result.issues.length === 0;
        return payload;
    };
})));
function handleCatchResult(payload, result, def, ctx) {
    if (!result.issues.length) {
        payload.value = result.value;
        // The value carries up, so the flag describing it has to carry with it: a back-edge into a node still being parsed must not be frozen by an enclosing readonly, and its checks belong to the node itself. Guarded so the ordinary case adds no own property.
        if (result.memo)
            payload.memo = true;
        return payload;
    }
    // Spread the inner's own payload, not ours: `value` has to stay the input the catch was handed, and the inner ran on a payload of its own so its issues are already private to this call.
    payload.value = def.catchValue({
        ...result,
        value: payload.value,
        error: {
            issues: result.issues.map((iss) => util.finalizeIssue(iss, ctx, core.config())),
        },
        input: payload.value,
    });
    return payload;
}
const $ZodCatch = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCatch", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType._zod.optin === "defaulted" ? "defaulted" : "optional");
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType._zod.optout);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        // Forward direction (decode): apply catch logic
        const result = def.innerType._zod.run({ value: payload.value, issues: [] }, ctx);
        if (result instanceof Promise) {
            return result.then((result) => handleCatchResult(payload, result, def, ctx));
        }
        return handleCatchResult(payload, result, def, ctx);
    };
})));
const $ZodNaN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodNaN", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "number" || !Number.isNaN(payload.value)) {
            payload.issues.push({
                input: payload.value,
                inst,
                expected: "nan",
                code: "invalid_type",
            });
            return payload;
        }
        return payload;
    };
})));
const $ZodPipe = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPipe", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            const right = def.out._zod.run(payload, ctx);
            if (right instanceof Promise) {
                return right.then((right) => handlePipeResult(right, def.in, ctx));
            }
            return handlePipeResult(right, def.in, ctx);
        }
        const left = def.in._zod.run(payload, ctx);
        if (left instanceof Promise) {
            return left.then((left) => handlePipeResult(left, def.out, ctx));
        }
        return handlePipeResult(left, def.out, ctx);
    };
})));
function handlePipeResult(left, next, ctx) {
    // Any issue stops the pipe, so a failing refinement never feeds its transform. An unrecognized key is the exception: it describes the input's extra properties, not the value being piped, and an enclosing intersection may yet reconcile it.
    if (left.issues.some((iss) => iss.code !== "unrecognized_keys")) {
        // prevent further checks
        left.aborted = true;
        return left;
    }
    return next._zod.run({ value: left.value, issues: left.issues }, ctx);
}
const $ZodCodec = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodCodec", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.in._zod.values);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.in._zod.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.out._zod.optout);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.def.in._zod.propValues);
    inst._zod.parse = (payload, ctx) => {
        const direction = ctx.direction || "forward";
        if (direction === "forward") {
            const left = def.in._zod.run(payload, ctx);
            if (left instanceof Promise) {
                return left.then((left) => handleCodecAResult(left, def, ctx));
            }
            return handleCodecAResult(left, def, ctx);
        }
        else {
            const right = def.out._zod.run(payload, ctx);
            if (right instanceof Promise) {
                return right.then((right) => handleCodecAResult(right, def, ctx));
            }
            return handleCodecAResult(right, def, ctx);
        }
    };
})));
function handleCodecAResult(result, def, ctx) {
    if (result.issues.length) {
        // prevent further checks
        result.aborted = true;
        return result;
    }
    const direction = ctx.direction || "forward";
    if (direction === "forward") {
        const transformed = def.transform(result.value, result);
        if (transformed instanceof Promise) {
            return transformed.then((value) => handleCodecTxResult(result, value, def.out, ctx));
        }
        return handleCodecTxResult(result, transformed, def.out, ctx);
    }
    else {
        const transformed = def.reverseTransform(result.value, result);
        if (transformed instanceof Promise) {
            return transformed.then((value) => handleCodecTxResult(result, value, def.in, ctx));
        }
        return handleCodecTxResult(result, transformed, def.in, ctx);
    }
}
function handleCodecTxResult(left, value, nextSchema, ctx) {
    // Check if transform added any issues
    if (left.issues.length) {
        left.aborted = true;
        return left;
    }
    return nextSchema._zod.run({ value, issues: left.issues }, ctx);
}
const $ZodPreprocess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPreprocess", (inst, def) => {
    $ZodPipe.init(inst, def);
})));
const $ZodReadonly = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodReadonly", (inst, def) => {
    $ZodType.init(inst, def);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.def.innerType._zod.propValues);
    util.defineLazyInternal(inst, "values", (zod) => zod.def.innerType._zod.values);
    util.defineLazyInternal(inst, "optin", (zod) => zod.def.innerType?._zod?.optin);
    util.defineLazyInternal(inst, "optout", (zod) => zod.def.innerType?._zod?.optout);
    inst._zod.parse = (payload, ctx) => {
        if (ctx.direction === "backward") {
            return def.innerType._zod.run(payload, ctx);
        }
        const result = def.innerType._zod.run(payload, ctx);
        if (result instanceof Promise) {
            return result.then(handleReadonlyResult);
        }
        return handleReadonlyResult(result);
    };
})));
function handleReadonlyResult(payload) {
    // A repeat visit hands back a node that is still being built; freezing it here would make the rest of its keys fail to assign.
    if (!payload.memo)
        payload.value = Object.freeze(payload.value);
    return payload;
}
// a leaf's pattern source with its own checks folded in: the last pattern-carrying check wins, else length bounds narrow the catch-all, else an integer format narrows the number form. the fold lives here instead of on `_zod.pattern` so a bundle without template literals never pays for it
function leafPattern(schema) {
    const def = schema._zod.def;
    let pattern = def.pattern;
    let isInt = !!def.format?.includes("int");
    let minimum;
    let maximum;
    for (const ch of def.checks ?? []) {
        const d = ch._zod.def;
        if (d.pattern)
            pattern = d.pattern;
        isInt || (isInt = !!d.format?.includes("int"));
        const lo = d.minimum ?? d.length;
        const hi = d.maximum ?? d.length;
        if (lo !== undefined && (minimum === undefined || lo > minimum))
            minimum = lo;
        if (hi !== undefined && (maximum === undefined || hi < maximum))
            maximum = hi;
    }
    if (pattern)
        return pattern.source;
    // an empty range matches nothing at runtime, and `{8,5}` is not a legal quantifier
    if (minimum !== undefined && maximum !== undefined && minimum > maximum)
        return "(?!)";
    if (minimum !== undefined || maximum !== undefined)
        return regexes.string({ minimum, maximum }).source;
    const own = schema._zod.pattern;
    return (isInt && own === regexes.number ? regexes.integer : own)?.source;
}
// a part's pattern source. a wrapper's pattern embeds its inner pattern's source verbatim, so the folded form is substituted in place without knowing the wrapper's own composition; a union's options are joined the way the union builds its own pattern
function partPattern(schema) {
    const def = schema._zod.def;
    const own = schema._zod.pattern?.source;
    // lazy resolves its inner on the internals, not the def
    const inner = def.innerType ?? schema._zod.innerType;
    if (inner) {
        const before = inner._zod.pattern?.source;
        const after = partPattern(inner);
        if (own && before && after && after !== before) {
            return own.replace(util.cleanRegex(before), () => util.cleanRegex(after));
        }
        return own;
    }
    if (def.options) {
        const sources = def.options.map(partPattern);
        if (sources.every(Boolean))
            return `^(${sources.map((s) => util.cleanRegex(s)).join("|")})$`;
    }
    return leafPattern(schema);
}
const $ZodTemplateLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodTemplateLiteral", (inst, def) => {
    $ZodType.init(inst, def);
    const regexParts = [];
    for (const part of def.parts) {
        if (typeof part === "object" && part !== null) {
            // is Zod schema
            const source = partPattern(part);
            if (!source) {
                throw new Error(`Invalid template literal part, no pattern found: ${[...part._zod.traits].shift()}`);
            }
            regexParts.push(util.cleanRegex(source));
        }
        else if (part === null || util.primitiveTypes.has(typeof part)) {
            regexParts.push(util.escapeRegex(`${part}`));
        }
        else {
            throw new Error(`Invalid template literal part: ${part}`);
        }
    }
    inst._zod.pattern = new RegExp(`^${regexParts.join("")}$`);
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "string") {
            payload.issues.push({
                input: payload.value,
                inst,
                expected: "string",
                code: "invalid_type",
            });
            return payload;
        }
        inst._zod.pattern.lastIndex = 0;
        if (!inst._zod.pattern.test(payload.value)) {
            payload.issues.push({
                input: payload.value,
                inst,
                code: "invalid_format",
                format: def.format ?? "template_literal",
                pattern: inst._zod.pattern.source,
            });
            return payload;
        }
        return payload;
    };
})));
const $ZodFunction = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodFunction", (inst, def) => {
    $ZodType.init(inst, def);
    // Defined, not assigned: the classic prototype exposes `_def` as a getter with no setter.
    Object.defineProperty(inst, "_def", { value: def });
    inst._zod.def = def;
    inst.implement = (func) => {
        if (typeof func !== "function") {
            throw new Error("implement() must be called with a function");
        }
        // Defined inline so the closure stays anonymous: binding it to a `const` first names it, which costs 256 bytes per implemented function.
        return Object.defineProperty(function (...args) {
            const parsedArgs = inst._def.input ? parse(inst._def.input, args) : args;
            const result = Reflect.apply(func, this, parsedArgs);
            if (inst._def.output) {
                return parse(inst._def.output, result);
            }
            return result;
        }, "_zod", { value: inst._zod, enumerable: false });
    };
    inst.implementAsync = (func) => {
        if (typeof func !== "function") {
            throw new Error("implementAsync() must be called with a function");
        }
        return Object.defineProperty(async function (...args) {
            const parsedArgs = inst._def.input ? await parseAsync(inst._def.input, args) : args;
            const result = await Reflect.apply(func, this, parsedArgs);
            if (inst._def.output) {
                return await parseAsync(inst._def.output, result);
            }
            return result;
        }, "_zod", { value: inst._zod, enumerable: false });
    };
    inst._zod.parse = (payload, _ctx) => {
        if (typeof payload.value !== "function") {
            payload.issues.push({
                code: "invalid_type",
                expected: "function",
                input: payload.value,
                inst,
            });
            return payload;
        }
        // Check if output is a promise type to determine if we should use async implementation
        const hasPromiseOutput = inst._def.output && inst._def.output._zod.def.type === "promise";
        if (hasPromiseOutput) {
            payload.value = inst.implementAsync(payload.value);
        }
        else {
            payload.value = inst.implement(payload.value);
        }
        return payload;
    };
    inst.input = (...args) => {
        const F = inst.constructor;
        if (Array.isArray(args[0])) {
            return new F({
                type: "function",
                input: new $ZodTuple({
                    type: "tuple",
                    items: args[0],
                    rest: args[1],
                }),
                output: inst._def.output,
            });
        }
        return new F({
            type: "function",
            input: args[0],
            output: inst._def.output,
        });
    };
    inst.output = (output) => {
        const F = inst.constructor;
        return new F({
            type: "function",
            input: inst._def.input,
            output,
        });
    };
    return inst;
})));
const $ZodPromise = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodPromise", (inst, def) => {
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, ctx) => {
        return Promise.resolve(payload.value).then((inner) => def.innerType._zod.run({ value: inner, issues: [] }, ctx));
    };
})));
const $ZodLazy = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("$ZodLazy", (inst, def) => {
    $ZodType.init(inst, def);
    // Cache the resolved inner type on the shared `def` so all clones of this lazy (e.g. via `.describe()`/`.meta()`) share the same inner instance, preserving identity for cycle detection on recursive schemas.
    util.defineLazy(inst._zod, "innerType", () => {
        const d = def;
        if (!d._cachedInner)
            d._cachedInner = def.getter();
        return d._cachedInner;
    });
    util.defineLazyInternal(inst, "pattern", (zod) => zod.innerType?._zod?.pattern);
    util.defineLazyInternal(inst, "propValues", (zod) => zod.innerType?._zod?.propValues);
    util.defineLazyInternal(inst, "optin", (zod) => zod.innerType?._zod?.optin ?? undefined);
    util.defineLazyInternal(inst, "optout", (zod) => zod.innerType?._zod?.optout ?? undefined);
    inst._zod.parse = (payload, ctx) => {
        const inner = inst._zod.innerType;
        return inner._zod.run(payload, ctx);
    };
})));
const $ZodCustom = /*@__PURE__*/ $constructor("$ZodCustom", (inst, def) => {
    $ZodCheck.init(inst, def);
    $ZodType.init(inst, def);
    inst._zod.parse = (payload, _) => {
        return payload;
    };
    inst._zod.check = (payload) => {
        const input = payload.value;
        const r = def.fn(input);
        if (r instanceof Promise) {
            return r.then((r) => handleRefineResult(r, payload, input, inst));
        }
        handleRefineResult(r, payload, input, inst);
        return;
    };
});
function handleRefineResult(result, payload, input, inst) {
    if (!result) {
        const _iss = {
            code: "custom",
            input,
            inst, // incorporates params.error into issue reporting
            path: [...(inst._zod.def.path ?? [])], // incorporates params.error into issue reporting
            continue: !inst._zod.def.abort,
            // params: inst._zod.def.params,
        };
        if (inst._zod.def.params)
            _iss.params = inst._zod.def.params;
        payload.issues.push(issue(_iss));
    }
}

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/registries.js
var registries_a;
const $output = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("ZodOutput")));
const $input = /*@__PURE__*/ (/* unused pure expression or super */ null && (Symbol("ZodInput")));
class $ZodRegistry {
    constructor() {
        this._map = new WeakMap();
        this._idmap = new Map();
    }
    add(schema, ..._meta) {
        const meta = _meta[0];
        this._map.set(schema, meta);
        if (meta && typeof meta === "object" && "id" in meta) {
            this._idmap.set(meta.id, schema);
        }
        return this;
    }
    clear() {
        this._map = new WeakMap();
        this._idmap = new Map();
        return this;
    }
    remove(schema) {
        const meta = this._map.get(schema);
        if (meta && typeof meta === "object" && "id" in meta) {
            this._idmap.delete(meta.id);
        }
        this._map.delete(schema);
        return this;
    }
    get(schema) {
        // return this._map.get(schema) as any;
        // inherit metadata
        const p = schema._zod.parent;
        if (p) {
            const pm = { ...(this.get(p) ?? {}) };
            delete pm.id; // do not inherit id
            const f = { ...pm, ...this._map.get(schema) };
            return Object.keys(f).length ? f : undefined;
        }
        return this._map.get(schema);
    }
    has(schema) {
        return this._map.has(schema);
    }
}
// registries
function registry() {
    return new $ZodRegistry();
}
(registries_a = globalThis).__zod_globalRegistry ?? (registries_a.__zod_globalRegistry = registry());
const globalRegistry = globalThis.__zod_globalRegistry;

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/api.js




function snapshotChecks(def) {
    if (def.checks)
        def.checks = [...def.checks];
    return def;
}
// @__NO_SIDE_EFFECTS__
function _string(Class, params) {
    return new Class(snapshotChecks({ type: "string", ...normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _coercedString(Class, params) {
    return new Class(snapshotChecks({ type: "string", coerce: true, ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _email(Class, params) {
    return new Class({
        type: "string",
        format: "email",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _guid(Class, params) {
    return new Class({
        type: "string",
        format: "guid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuid(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv4(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v4",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv6(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v6",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uuidv7(Class, params) {
    return new Class({
        type: "string",
        format: "uuid",
        check: "string_format",
        abort: false,
        version: "v7",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _url(Class, params) {
    return new Class({
        type: "string",
        format: "url",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_emoji(Class, params) {
    return new Class({
        type: "string",
        format: "emoji",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _nanoid(Class, params) {
    return new Class({
        type: "string",
        format: "nanoid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link _cuid2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
// @__NO_SIDE_EFFECTS__
function _cuid(Class, params) {
    return new Class({
        type: "string",
        format: "cuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cuid2(Class, params) {
    return new Class({
        type: "string",
        format: "cuid2",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ulid(Class, params) {
    return new Class({
        type: "string",
        format: "ulid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _xid(Class, params) {
    return new Class({
        type: "string",
        format: "xid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ksuid(Class, params) {
    return new Class({
        type: "string",
        format: "ksuid",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ipv4(Class, params) {
    return new Class({
        type: "string",
        format: "ipv4",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _ipv6(Class, params) {
    return new Class({
        type: "string",
        format: "ipv6",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _mac(Class, params) {
    return new Class({
        type: "string",
        format: "mac",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cidrv4(Class, params) {
    return new Class({
        type: "string",
        format: "cidrv4",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _cidrv6(Class, params) {
    return new Class({
        type: "string",
        format: "cidrv6",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _base64(Class, params) {
    return new Class({
        type: "string",
        format: "base64",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _base64url(Class, params) {
    return new Class({
        type: "string",
        format: "base64url",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _e164(Class, params) {
    return new Class({
        type: "string",
        format: "e164",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _creditCard(Class, params) {
    return new Class({
        type: "string",
        format: "credit_card",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _iban(Class, params) {
    return new Class({
        type: "string",
        format: "iban",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _jwt(Class, params) {
    return new Class({
        type: "string",
        format: "jwt",
        check: "string_format",
        abort: false,
        ...util.normalizeParams(params),
    });
}
const TimePrecision = {
    Any: null,
    Minute: -1,
    Second: 0,
    Millisecond: 3,
    Microsecond: 6,
};
// @__NO_SIDE_EFFECTS__
function _isoDateTime(Class, params) {
    return new Class({
        type: "string",
        format: "datetime",
        check: "string_format",
        offset: false,
        local: false,
        precision: null,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoDate(Class, params) {
    return new Class({
        type: "string",
        format: "date",
        check: "string_format",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoTime(Class, params) {
    return new Class({
        type: "string",
        format: "time",
        check: "string_format",
        precision: null,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _isoDuration(Class, params) {
    return new Class({
        type: "string",
        format: "duration",
        check: "string_format",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _number(Class, params) {
    return new Class(snapshotChecks({ type: "number", checks: [], ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _coercedNumber(Class, params) {
    return new Class(snapshotChecks({ type: "number", coerce: true, checks: [], ...util.normalizeParams(params) }));
}
// @__NO_SIDE_EFFECTS__
function _int(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "safeint",
        ...normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _float32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "float32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _float64(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "float64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _int32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "int32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uint32(Class, params) {
    return new Class({
        type: "number",
        check: "number_format",
        abort: false,
        format: "uint32",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _boolean(Class, params) {
    return new Class({
        type: "boolean",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedBoolean(Class, params) {
    return new Class({
        type: "boolean",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _bigint(Class, params) {
    return new Class({
        type: "bigint",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedBigint(Class, params) {
    return new Class({
        type: "bigint",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _int64(Class, params) {
    return new Class({
        type: "bigint",
        check: "bigint_format",
        abort: false,
        format: "int64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uint64(Class, params) {
    return new Class({
        type: "bigint",
        check: "bigint_format",
        abort: false,
        format: "uint64",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _symbol(Class, params) {
    return new Class({
        type: "symbol",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_undefined(Class, params) {
    return new Class({
        type: "undefined",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function api_null(Class, params) {
    return new Class({
        type: "null",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _any(Class) {
    return new Class({
        type: "any",
    });
}
// @__NO_SIDE_EFFECTS__
function _unknown(Class) {
    return new Class({
        type: "unknown",
    });
}
// @__NO_SIDE_EFFECTS__
function _never(Class, params) {
    return new Class({
        type: "never",
        ...normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _void(Class, params) {
    return new Class({
        type: "void",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _date(Class, params) {
    return new Class({
        type: "date",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _coercedDate(Class, params) {
    return new Class({
        type: "date",
        coerce: true,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _nan(Class, params) {
    return new Class({
        type: "nan",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _lt(value, params) {
    return new checks.$ZodCheckLessThan({
        check: "less_than",
        ...util.normalizeParams(params),
        value,
        inclusive: false,
    });
}
// @__NO_SIDE_EFFECTS__
function _lte(value, params) {
    return new $ZodCheckLessThan({
        check: "less_than",
        ...normalizeParams(params),
        value,
        inclusive: true,
    });
}

// @__NO_SIDE_EFFECTS__
function _gt(value, params) {
    return new $ZodCheckGreaterThan({
        check: "greater_than",
        ...normalizeParams(params),
        value,
        inclusive: false,
    });
}
// @__NO_SIDE_EFFECTS__
function _gte(value, params) {
    return new $ZodCheckGreaterThan({
        check: "greater_than",
        ...normalizeParams(params),
        value,
        inclusive: true,
    });
}

// @__NO_SIDE_EFFECTS__
function _positive(params) {
    return _gt(0, params);
}
// negative
// @__NO_SIDE_EFFECTS__
function _negative(params) {
    return _lt(0, params);
}
// nonpositive
// @__NO_SIDE_EFFECTS__
function _nonpositive(params) {
    return _lte(0, params);
}
// nonnegative
// @__NO_SIDE_EFFECTS__
function _nonnegative(params) {
    return _gte(0, params);
}
// @__NO_SIDE_EFFECTS__
function _multipleOf(value, params) {
    return new checks.$ZodCheckMultipleOf({
        check: "multiple_of",
        ...util.normalizeParams(params),
        value,
    });
}
// @__NO_SIDE_EFFECTS__
function _maxSize(maximum, params) {
    return new checks.$ZodCheckMaxSize({
        check: "max_size",
        ...util.normalizeParams(params),
        maximum,
    });
}
// @__NO_SIDE_EFFECTS__
function _minSize(minimum, params) {
    return new checks.$ZodCheckMinSize({
        check: "min_size",
        ...util.normalizeParams(params),
        minimum,
    });
}
// @__NO_SIDE_EFFECTS__
function _size(size, params) {
    return new checks.$ZodCheckSizeEquals({
        check: "size_equals",
        ...util.normalizeParams(params),
        size,
    });
}
// @__NO_SIDE_EFFECTS__
function _maxLength(maximum, params) {
    const ch = new $ZodCheckMaxLength({
        check: "max_length",
        ...normalizeParams(params),
        maximum,
    });
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _minLength(minimum, params) {
    return new $ZodCheckMinLength({
        check: "min_length",
        ...normalizeParams(params),
        minimum,
    });
}
// @__NO_SIDE_EFFECTS__
function _length(length, params) {
    return new checks.$ZodCheckLengthEquals({
        check: "length_equals",
        ...util.normalizeParams(params),
        length,
    });
}
// @__NO_SIDE_EFFECTS__
function _regex(pattern, params) {
    return new $ZodCheckRegex({
        check: "string_format",
        format: "regex",
        ...normalizeParams(params),
        pattern,
    });
}
// @__NO_SIDE_EFFECTS__
function _lowercase(params) {
    return new checks.$ZodCheckLowerCase({
        check: "string_format",
        format: "lowercase",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _uppercase(params) {
    return new checks.$ZodCheckUpperCase({
        check: "string_format",
        format: "uppercase",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _includes(includes, params) {
    return new checks.$ZodCheckIncludes({
        check: "string_format",
        format: "includes",
        ...util.normalizeParams(params),
        includes,
    });
}
// @__NO_SIDE_EFFECTS__
function _startsWith(prefix, params) {
    return new checks.$ZodCheckStartsWith({
        check: "string_format",
        format: "starts_with",
        ...util.normalizeParams(params),
        prefix,
    });
}
// @__NO_SIDE_EFFECTS__
function _endsWith(suffix, params) {
    return new checks.$ZodCheckEndsWith({
        check: "string_format",
        format: "ends_with",
        ...util.normalizeParams(params),
        suffix,
    });
}
// @__NO_SIDE_EFFECTS__
function _property(property, schema, params) {
    return new checks.$ZodCheckProperty({
        check: "property",
        property,
        schema,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _properties(shape, params) {
    return new checks.$ZodCheckProperties({
        check: "properties",
        shape,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _mime(types, params) {
    return new checks.$ZodCheckMimeType({
        check: "mime_type",
        mime: types,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _overwrite(tx) {
    return new checks.$ZodCheckOverwrite({
        check: "overwrite",
        tx,
    });
}
// normalize
// @__NO_SIDE_EFFECTS__
function _normalize(form) {
    return _overwrite((input) => input.normalize(form));
}
// trim
// @__NO_SIDE_EFFECTS__
function _trim() {
    return _overwrite((input) => input.trim());
}
// toLowerCase
// @__NO_SIDE_EFFECTS__
function _toLowerCase() {
    return _overwrite((input) => input.toLowerCase());
}
// toUpperCase
// @__NO_SIDE_EFFECTS__
function _toUpperCase() {
    return _overwrite((input) => input.toUpperCase());
}
// slugify
// @__NO_SIDE_EFFECTS__
function _slugify() {
    return _overwrite((input) => util.slugify(input));
}
// @__NO_SIDE_EFFECTS__
function _array(Class, element, params) {
    return new Class({
        type: "array",
        element,
        // get element() {
        //   return element;
        // },
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _union(Class, options, params) {
    return new Class({
        type: "union",
        options,
        ...util.normalizeParams(params),
    });
}
function _xor(Class, options, params) {
    return new Class({
        type: "union",
        options,
        inclusive: false,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _discriminatedUnion(Class, discriminator, options, params) {
    return new Class({
        type: "union",
        options: options,
        discriminator,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _intersection(Class, left, right) {
    return new Class({
        type: "intersection",
        left,
        right,
    });
}
// export function _tuple(
//   Class: util.SchemaClass<schemas.$ZodTuple>,
//   items: [],
//   params?: string | $ZodTupleParams
// ): schemas.$ZodTuple<[], null>;
// @__NO_SIDE_EFFECTS__
function _tuple(Class, items, _paramsOrRest, _params) {
    const hasRest = _paramsOrRest instanceof schemas.$ZodType;
    const params = hasRest ? _params : _paramsOrRest;
    const rest = hasRest ? _paramsOrRest : null;
    return new Class({
        type: "tuple",
        items,
        rest,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _record(Class, keyType, valueType, params) {
    return new Class({
        type: "record",
        keyType,
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _map(Class, keyType, valueType, params) {
    return new Class({
        type: "map",
        keyType,
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _set(Class, valueType, params) {
    return new Class({
        type: "set",
        valueType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _enum(Class, values, params) {
    const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
    // if (Array.isArray(values)) {
    //   for (const value of values) {
    //     entries[value] = value;
    //   }
    // } else {
    //   Object.assign(entries, values);
    // }
    // const entries: util.EnumLike = {};
    // for (const val of values) {
    //   entries[val] = val;
    // }
    return new Class({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
/** @deprecated This API has been merged into `z.enum()`. Use `z.enum()` instead.
 *
 * ```ts
 * enum Colors { red, green, blue }
 * z.enum(Colors);
 * ```
 */
function _nativeEnum(Class, entries, params) {
    return new Class({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _literal(Class, value, params) {
    return new Class({
        type: "literal",
        values: Array.isArray(value) ? value : [value],
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _file(Class, params) {
    return new Class({
        type: "file",
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _transform(Class, fn) {
    return new Class({
        type: "transform",
        transform: fn,
    });
}
// @__NO_SIDE_EFFECTS__
function _optional(Class, innerType) {
    return new Class({
        type: "optional",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _nullable(Class, innerType) {
    return new Class({
        type: "nullable",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _default(Class, innerType, defaultValue) {
    return new Class({
        type: "default",
        innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
// @__NO_SIDE_EFFECTS__
function _nonoptional(Class, innerType, params) {
    return new Class({
        type: "nonoptional",
        innerType,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _success(Class, innerType) {
    return new Class({
        type: "success",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _catch(Class, innerType, catchValue) {
    return new Class({
        type: "catch",
        innerType,
        catchValue: (typeof catchValue === "function" ? catchValue : util.constantCatch(catchValue)),
    });
}
// @__NO_SIDE_EFFECTS__
function _pipe(Class, in_, out) {
    return new Class({
        type: "pipe",
        in: in_,
        out,
    });
}
// @__NO_SIDE_EFFECTS__
function _readonly(Class, innerType) {
    return new Class({
        type: "readonly",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _templateLiteral(Class, parts, params) {
    return new Class({
        type: "template_literal",
        parts,
        ...util.normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function _lazy(Class, getter) {
    return new Class({
        type: "lazy",
        getter,
    });
}
// @__NO_SIDE_EFFECTS__
function _promise(Class, innerType) {
    return new Class({
        type: "promise",
        innerType,
    });
}
// @__NO_SIDE_EFFECTS__
function _custom(Class, fn, _params) {
    const norm = util.normalizeParams(_params);
    norm.abort ?? (norm.abort = true); // default to abort:false
    const schema = new Class({
        type: "custom",
        check: "custom",
        fn: fn,
        ...norm,
    });
    return schema;
}
// same as _custom but defaults to abort:false
// @__NO_SIDE_EFFECTS__
function _refine(Class, fn, _params) {
    const schema = new Class({
        type: "custom",
        check: "custom",
        fn: fn,
        ...normalizeParams(_params),
    });
    return schema;
}
// @__NO_SIDE_EFFECTS__
function _superRefine(fn, params) {
    const ch = _check((payload) => {
        payload.addIssue = (issue) => {
            if (typeof issue === "string") {
                payload.issues.push(util.issue(issue, payload.value, ch._zod.def));
            }
            else {
                // for Zod 3 backwards compatibility
                const _issue = issue;
                if (_issue.fatal)
                    _issue.continue = false;
                _issue.code ?? (_issue.code = "custom");
                if (!("input" in _issue))
                    _issue.input = payload.value;
                _issue.inst ?? (_issue.inst = ch);
                _issue.continue ?? (_issue.continue = !ch._zod.def.abort); // abort is always undefined, so this is always true...
                payload.issues.push(util.issue(_issue));
            }
        };
        return fn(payload.value, payload);
    }, params);
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _check(fn, params) {
    const ch = new checks.$ZodCheck({
        check: "custom",
        ...util.normalizeParams(params),
    });
    ch._zod.check = fn;
    return ch;
}
// @__NO_SIDE_EFFECTS__
function describe(description) {
    const ch = new $ZodCheck({ check: "describe" });
    ch._zod.onattach = [
        (inst) => {
            const existing = globalRegistry.get(inst) ?? {};
            globalRegistry.add(inst, { ...existing, description });
        },
    ];
    ch._zod.check = () => { }; // no-op check
    return ch;
}
// @__NO_SIDE_EFFECTS__
function meta(metadata) {
    const ch = new $ZodCheck({ check: "meta" });
    ch._zod.onattach = [
        (inst) => {
            const existing = globalRegistry.get(inst) ?? {};
            globalRegistry.add(inst, { ...existing, ...metadata });
        },
    ];
    ch._zod.check = () => { }; // no-op check
    return ch;
}
// @__NO_SIDE_EFFECTS__
function _stringbool(Classes, _params) {
    const params = util.normalizeParams(_params);
    let truthyArray = params.truthy ?? ["true", "1", "yes", "on", "y", "enabled"];
    let falsyArray = params.falsy ?? ["false", "0", "no", "off", "n", "disabled"];
    if (params.case !== "sensitive") {
        truthyArray = truthyArray.map((v) => (typeof v === "string" ? v.toLowerCase() : v));
        falsyArray = falsyArray.map((v) => (typeof v === "string" ? v.toLowerCase() : v));
    }
    const truthySet = new Set(truthyArray);
    const falsySet = new Set(falsyArray);
    const _Codec = Classes.Codec ?? schemas.$ZodCodec;
    const _Boolean = Classes.Boolean ?? schemas.$ZodBoolean;
    const _String = Classes.String ?? schemas.$ZodString;
    const stringSchema = new _String({ type: "string", error: params.error });
    const booleanSchema = new _Boolean({ type: "boolean", error: params.error });
    const codec = new _Codec({
        type: "pipe",
        in: stringSchema,
        out: booleanSchema,
        transform: ((input, payload) => {
            let data = input;
            if (params.case !== "sensitive")
                data = data.toLowerCase();
            if (truthySet.has(data)) {
                return true;
            }
            else if (falsySet.has(data)) {
                return false;
            }
            else {
                payload.issues.push({
                    code: "invalid_value",
                    expected: "stringbool",
                    values: [...truthySet, ...falsySet],
                    input: payload.value,
                    inst: codec,
                    continue: false,
                });
                return {};
            }
        }),
        reverseTransform: ((input, _payload) => {
            if (input === true) {
                return truthyArray[0] || "true";
            }
            else {
                return falsyArray[0] || "false";
            }
        }),
        error: params.error,
    });
    codec._zod.bag.truthy = truthyArray;
    codec._zod.bag.falsy = falsyArray;
    codec._zod.bag.case = params.case ?? "insensitive";
    return codec;
}
// @__NO_SIDE_EFFECTS__
function _stringFormat(Class, format, fnOrRegex, _params = {}) {
    const params = util.normalizeParams(_params);
    const def = {
        check: "string_format",
        type: "string",
        format,
        fn: typeof fnOrRegex === "function" ? fnOrRegex : (val) => fnOrRegex.test(val),
        ...params,
    };
    if (fnOrRegex instanceof RegExp) {
        def.pattern = fnOrRegex;
    }
    const inst = new Class(def);
    return inst;
}

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/errors.js


/* Computing the message eagerly is expensive (pretty-printed JSON of all
 * issues), so defer it until first read. The accessor functions and
 * descriptors are shared across instances to keep error construction
 * cheap; the computed message is cached on the internals object. The
 * setter preserves plain assignment semantics for consumers that
 * overwrite `message`. */
function _getMessage() {
    const internals = this._zod;
    internals.message ?? (internals.message = JSON.stringify(internals.def, jsonStringifyReplacer, 2));
    return internals.message;
}
function _setMessage(value) {
    this._zod.message = value;
}
const _messageDesc = {
    get: _getMessage,
    set: _setMessage,
    enumerable: true,
    configurable: true,
};
const _issuesDesc = { value: undefined, enumerable: false };
/* Prototypes that already carry the lazy `toString`. Seeded with the
 * intrinsics so that `init` on a foreign object — it accepts any object —
 * can never install an accessor onto a prototype we do not own. */
const _installedToString = /* @__PURE__ */ new WeakSet([Object.prototype, Error.prototype]);
const initializer = (inst, def) => {
    inst.name = "$ZodError";
    // `_zod` is already non-enumerable: $constructor's init defined it with this same descriptor
    _issuesDesc.value = def;
    Object.defineProperty(inst, "issues", _issuesDesc);
    // Clear the shared slot; a retained `value` pins the last error's issues.
    _issuesDesc.value = undefined;
    Object.defineProperty(inst, "message", _messageDesc);
    /* `toString` lives as a non-enumerable lazy getter on the shared
     * prototype; on first access it caches a per-instance closure so
     * detached usage still works. */
    const proto = Object.getPrototypeOf(inst);
    if (!_installedToString.has(proto)) {
        _installedToString.add(proto);
        Object.defineProperty(proto, "toString", {
            configurable: true,
            enumerable: false,
            get() {
                const value = () => this.message;
                Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
                return value;
            },
            set(value) {
                Object.defineProperty(this, "toString", { value, configurable: true, writable: true });
            },
        });
    }
};
const $ZodError = $constructor("$ZodError", initializer);
const $ZodRealError = $constructor("$ZodError", initializer, undefined, {
    Parent: Error,
});
/** Get-or-create `obj[key]` as an own data property. A path segment naming an inherited member
 * ("toString", "constructor") would otherwise read through to the prototype, and assigning
 * "__proto__" would hit the setter instead of creating a key. */
function node(obj, key, make) {
    if (!Object.prototype.hasOwnProperty.call(obj, key)) {
        if (key === "__proto__") {
            Object.defineProperty(obj, key, { value: make(), writable: true, enumerable: true, configurable: true });
        }
        else {
            obj[key] = make();
        }
    }
    return obj[key];
}
function flattenError(error, mapper = (issue) => issue.message) {
    const fieldErrors = {};
    const formErrors = [];
    for (const sub of error.issues) {
        if (sub.path.length > 0) {
            node(fieldErrors, sub.path[0], () => []).push(mapper(sub));
        }
        else {
            formErrors.push(mapper(sub));
        }
    }
    return { formErrors, fieldErrors };
}
function formatError(error, mapper = (issue) => issue.message) {
    const fieldErrors = { _errors: [] };
    const processError = (error, path = []) => {
        for (const issue of error.issues) {
            if (issue.code === "invalid_union" && issue.errors.length) {
                issue.errors.map((issues) => processError({ issues }, [...path, ...issue.path]));
            }
            else if (issue.code === "invalid_key") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else if (issue.code === "invalid_element") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else {
                const fullpath = [...path, ...issue.path];
                if (fullpath.length === 0) {
                    fieldErrors._errors.push(mapper(issue));
                }
                else {
                    let curr = fieldErrors;
                    let i = 0;
                    while (i < fullpath.length) {
                        const el = fullpath[i];
                        const terminal = i === fullpath.length - 1;
                        // `_errors` is reserved by this legacy format, so merge a matching path segment into the current node instead of treating its array as a child.
                        if (el === "_errors") {
                            if (terminal)
                                curr._errors.push(mapper(issue));
                            i++;
                            continue;
                        }
                        // A path element may collide with an inherited property name such as
                        // "__proto__" or "constructor". Truthiness checks read the prototype
                        // (so no node is created, then ._errors.push throws), and bracket
                        // assignment of "__proto__" hits the setter instead of creating an
                        // own key. Guard the read with hasOwnProperty and create the node
                        // with defineProperty so any path element becomes a real own key.
                        if (!Object.prototype.hasOwnProperty.call(curr, el)) {
                            Object.defineProperty(curr, el, {
                                value: { _errors: [] },
                                enumerable: true,
                                writable: true,
                                configurable: true,
                            });
                        }
                        const node = curr[el];
                        if (terminal) {
                            node._errors.push(mapper(issue));
                        }
                        curr = node;
                        i++;
                    }
                }
            }
        }
    };
    processError(error);
    return fieldErrors;
}
function treeifyError(error, mapper = (issue) => issue.message) {
    const result = { errors: [] };
    const processError = (error, path = []) => {
        var _a;
        for (const issue of error.issues) {
            if (issue.code === "invalid_union" && issue.errors.length) {
                // regular union error
                issue.errors.map((issues) => processError({ issues }, [...path, ...issue.path]));
            }
            else if (issue.code === "invalid_key") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else if (issue.code === "invalid_element") {
                processError({ issues: issue.issues }, [...path, ...issue.path]);
            }
            else {
                const fullpath = [...path, ...issue.path];
                if (fullpath.length === 0) {
                    result.errors.push(mapper(issue));
                    continue;
                }
                let curr = result;
                let i = 0;
                while (i < fullpath.length) {
                    const el = fullpath[i];
                    const terminal = i === fullpath.length - 1;
                    if (typeof el === "string") {
                        curr.properties ?? (curr.properties = {});
                        // el may collide with an inherited property name ("__proto__",
                        // "constructor", ...); ??= reads the prototype so the node is never
                        // created and curr.errors.push throws. Guard with hasOwnProperty and
                        // create the node with defineProperty so "__proto__" becomes a real
                        // own key rather than invoking the prototype setter.
                        if (!Object.prototype.hasOwnProperty.call(curr.properties, el)) {
                            Object.defineProperty(curr.properties, el, {
                                value: { errors: [] },
                                enumerable: true,
                                writable: true,
                                configurable: true,
                            });
                        }
                        curr = curr.properties[el];
                    }
                    else {
                        curr.items ?? (curr.items = []);
                        (_a = curr.items)[el] ?? (_a[el] = { errors: [] });
                        curr = curr.items[el];
                    }
                    if (terminal) {
                        curr.errors.push(mapper(issue));
                    }
                    i++;
                }
            }
        }
    };
    processError(error);
    return result;
}
/** Format a ZodError as a human-readable string in the following form.
 *
 * From
 *
 * ```ts
 * ZodError {
 *   issues: [
 *     {
 *       expected: 'string',
 *       code: 'invalid_type',
 *       path: [ 'username' ],
 *       message: 'Invalid input: expected string'
 *     },
 *     {
 *       expected: 'number',
 *       code: 'invalid_type',
 *       path: [ 'favoriteNumbers', 1 ],
 *       message: 'Invalid input: expected number'
 *     }
 *   ];
 * }
 * ```
 *
 * to
 *
 * ```
 * username
 *   ✖ Expected number, received string at "username
 * favoriteNumbers[0]
 *   ✖ Invalid input: expected number
 * ```
 */
function toDotPath(_path) {
    const segs = [];
    const path = _path.map((seg) => (typeof seg === "object" ? seg.key : seg));
    for (const seg of path) {
        if (typeof seg === "number")
            segs.push(`[${seg}]`);
        else if (typeof seg === "symbol")
            segs.push(`[${JSON.stringify(String(seg))}]`);
        else if (/[^\w$]/.test(seg))
            segs.push(`[${JSON.stringify(seg)}]`);
        else {
            if (segs.length)
                segs.push(".");
            segs.push(seg);
        }
    }
    return segs.join("");
}
function prettifyError(error) {
    const lines = [];
    // sort by path length
    const issues = [...error.issues].sort((a, b) => (a.path ?? []).length - (b.path ?? []).length);
    // Process each issue
    for (const issue of issues) {
        lines.push(`✖ ${issue.message}`);
        if (issue.path?.length)
            lines.push(`  → at ${toDotPath(issue.path)}`);
    }
    // Convert Map to formatted string
    return lines.join("\n");
}

;// CONCATENATED MODULE: ./node_modules/zod/v4/core/parse.js



// Always both keys, so the `_params` read site in `_parse` sees one object shape rather than two.
function finalizeParams(callee, params) {
    return { callee: params?.callee ?? callee, Err: params?.Err };
}
const _parse = (_Err) => {
    const fn = (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
        const result = schema._zod.run({ value, issues: [] }, ctx);
        if (result instanceof Promise) {
            throw new $ZodAsyncError();
        }
        if (result.issues.length) {
            const e = new (_params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
            captureStackTrace(e, _params?.callee ?? fn);
            throw e;
        }
        return result.value;
    };
    return fn;
};
const parse_parse = /* @__PURE__*/ _parse($ZodRealError);
const _parseAsync = (_Err) => {
    const fn = async (schema, value, _ctx, params) => {
        const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
        let result = schema._zod.run({ value, issues: [] }, ctx);
        if (result instanceof Promise)
            result = await result;
        if (result.issues.length) {
            const e = new (params?.Err ?? _Err)(result.issues.map((iss) => finalizeIssue(iss, ctx, config())));
            captureStackTrace(e, params?.callee ?? fn);
            throw e;
        }
        return result.value;
    };
    return fn;
};
const parse_parseAsync = /* @__PURE__*/ _parseAsync($ZodRealError);
const _safeParse = (_Err) => (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, async: false } : { async: false };
    const result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise) {
        throw new $ZodAsyncError();
    }
    return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
const safeParse = /* @__PURE__*/ _safeParse($ZodRealError);
// the error is built on the first read of `error`: finalizing the issues and constructing the instance is most of a failing parse, and a caller that only branches on `success` never pays it. a getter in the literal keeps this small; the alternative, one shared accessor descriptor plus a hidden state slot, reads ~15% faster but costs ~75 B gzipped in every bundle
function failure(Err, issues, ctx) {
    let error;
    return {
        success: false,
        get error() {
            if (!error) {
                error = new Err(issues.map((iss) => finalizeIssue(iss, ctx, config())));
                // finalizeIssue drops `input`, so the built error holds nothing; keeping the raw issues past this point pins the parsed value for the life of the result
                issues = undefined;
                ctx = undefined;
            }
            return error;
        },
        set error(e) {
            error = e;
            // a replacement makes the getter's branch unreachable, so the captures have to go here too
            issues = undefined;
            ctx = undefined;
        },
    };
}
const _safeParseAsync = (_Err) => async (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, async: true } : { async: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
        result = await result;
    return result.issues.length ? failure(_Err, result.issues, ctx) : { success: true, data: result.value };
};
const safeParseAsync = /* @__PURE__*/ _safeParseAsync($ZodRealError);
// registry mirrors of the compiler's sentinels, so this module never imports the compiler
const COMPILE_INVALID = /* @__PURE__ */ (/* unused pure expression or super */ null && (Symbol.for("zod.compile.invalid")));
const COMPILE_FALLBACK = /* @__PURE__ */ (/* unused pure expression or super */ null && (Symbol.for("zod.compile.fallback")));
// Deliberately tiny, because v8 will not inline a body carrying the fallback's object literals and throw. Everything that is not the compiled happy path lives in validateFallback, and that split is worth ~35% on a compiled schema.
const validate = ((schema, value, _ctx) => {
    const validator = schema._zod.bag.validator;
    if (validator !== undefined) {
        if (validator(value) !== COMPILE_INVALID)
            return true;
        // a definite sentinel means the runtime would reject, so skip the re-parse; a ctx can still change the answer
        if (validator.definite === true && _ctx === undefined)
            return false;
    }
    return validateFallback(schema, value, _ctx);
});
function validateFallback(schema, value, _ctx) {
    const ctx = _ctx
        ? { ..._ctx, async: false, abortEarly: true }
        : { async: false, abortEarly: true };
    const fallbackRun = schema._zod.bag.fallbackRun;
    let result;
    if (fallbackRun) {
        // skip nested fast paths on the fallback, so user callbacks keep the at-most-twice bound
        ctx[COMPILE_FALLBACK] = true;
        result = fallbackRun({ value, issues: [] }, ctx);
    }
    else {
        result = schema._zod.run({ value, issues: [] }, ctx);
    }
    if (result instanceof Promise) {
        throw new core.$ZodAsyncError();
    }
    return result.issues.length === 0;
}
// no fast path: the compiler keeps async parses on the runtime, because a promise-returning callback that is not declared async compiles to a throw
const parse_validateAsync = async (schema, value, _ctx) => {
    const ctx = _ctx
        ? { ..._ctx, async: true, abortEarly: true }
        : { async: true, abortEarly: true };
    let result = schema._zod.run({ value, issues: [] }, ctx);
    if (result instanceof Promise)
        result = await result;
    return result.issues.length === 0;
};
const _encode = (_Err) => {
    const parse = _parse(_Err);
    const fn = (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
        return parse(schema, value, ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const parse_encode = /* @__PURE__*/ _encode($ZodRealError);
const _decode = (_Err) => {
    const parse = _parse(_Err);
    const fn = (schema, value, _ctx, _params) => {
        return parse(schema, value, _ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const parse_decode = /* @__PURE__*/ _decode($ZodRealError);
const _encodeAsync = (_Err) => {
    const parseAsync = _parseAsync(_Err);
    const fn = async (schema, value, _ctx, _params) => {
        const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
        return (await parseAsync(schema, value, ctx, finalizeParams(fn, _params)));
    };
    return fn;
};
const encodeAsync = /* @__PURE__*/ _encodeAsync($ZodRealError);
const _decodeAsync = (_Err) => {
    const parseAsync = _parseAsync(_Err);
    const fn = async (schema, value, _ctx, _params) => {
        return await parseAsync(schema, value, _ctx, finalizeParams(fn, _params));
    };
    return fn;
};
const decodeAsync = /* @__PURE__*/ _decodeAsync($ZodRealError);
const _safeEncode = (_Err) => (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
    return _safeParse(_Err)(schema, value, ctx);
};
const safeEncode = /* @__PURE__*/ _safeEncode($ZodRealError);
const _safeDecode = (_Err) => (schema, value, _ctx) => {
    return _safeParse(_Err)(schema, value, _ctx);
};
const safeDecode = /* @__PURE__*/ _safeDecode($ZodRealError);
const _safeEncodeAsync = (_Err) => async (schema, value, _ctx) => {
    const ctx = _ctx ? { ..._ctx, direction: "backward" } : { direction: "backward" };
    return _safeParseAsync(_Err)(schema, value, ctx);
};
const safeEncodeAsync = /* @__PURE__*/ _safeEncodeAsync($ZodRealError);
const _safeDecodeAsync = (_Err) => async (schema, value, _ctx) => {
    return _safeParseAsync(_Err)(schema, value, _ctx);
};
const safeDecodeAsync = /* @__PURE__*/ _safeDecodeAsync($ZodRealError);

;// CONCATENATED MODULE: ./node_modules/zod/v4/mini/schemas.js




const ZodMiniType = /*@__PURE__*/ $constructor("ZodMiniType", (inst, def) => {
    if (!inst._zod)
        throw new Error("Uninitialized schema in ZodMiniType.");
    $ZodType.init(inst, def);
    inst.def = def;
    inst.type = def.type;
}, {
    // `with` is an alias for `check`: the same function object, not a wrapper.
    get with() {
        return this.check;
    },
    set with(value) {
        own(this, "with", value);
    },
    parse(data, params) {
        return parse_parse(this, data, params, { callee: this.parse });
    },
    parseAsync(data, params) {
        return parse_parseAsync(this, data, params, { callee: this.parseAsync });
    },
    safeParse(data, params) {
        return safeParse(this, data, params);
    },
    safeParseAsync(data, params) {
        return safeParseAsync(this, data, params);
    },
    check(...checks) {
        const def = this.def;
        return this.clone({
            ...def,
            checks: [
                ...(def.checks ?? []),
                ...checks.map((ch) => typeof ch === "function" ? { _zod: { check: ch, def: { check: "custom" }, onattach: [] } } : ch),
            ],
        }, { parent: true });
    },
    clone(_def, params) {
        return clone(this, _def, params);
    },
    brand() {
        return this;
    },
    register(reg, meta) {
        reg.add(this, meta);
        return this;
    },
    apply(fn, ...args) {
        return args.length === 0 ? fn(this) : fn(this, ...args);
    },
});
const ZodMiniString = /*@__PURE__*/ $constructor("ZodMiniString", (inst, def) => {
    $ZodString.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function schemas_string(params) {
    return _string(ZodMiniString, params);
}
const ZodMiniStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniStringFormat", (inst, def) => {
    core.$ZodStringFormat.init(inst, def);
    ZodMiniString.init(inst, def);
})));
const ZodMiniEmail = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniEmail", (inst, def) => {
    core.$ZodEmail.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_email(params) {
    return core._email(ZodMiniEmail, params);
}
const ZodMiniGUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniGUID", (inst, def) => {
    core.$ZodGUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_guid(params) {
    return core._guid(ZodMiniGUID, params);
}
const ZodMiniUUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUUID", (inst, def) => {
    core.$ZodUUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_uuid(params) {
    return core._uuid(ZodMiniUUID, params);
}
// @__NO_SIDE_EFFECTS__
function uuidv4(params) {
    return core._uuidv4(ZodMiniUUID, params);
}
// ZodMiniUUIDv6
// @__NO_SIDE_EFFECTS__
function uuidv6(params) {
    return core._uuidv6(ZodMiniUUID, params);
}
// ZodMiniUUIDv7
// @__NO_SIDE_EFFECTS__
function uuidv7(params) {
    return core._uuidv7(ZodMiniUUID, params);
}
const ZodMiniURL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniURL", (inst, def) => {
    core.$ZodURL.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function url(params) {
    return core._url(ZodMiniURL, params);
}
// @__NO_SIDE_EFFECTS__
function httpUrl(params) {
    return core._url(ZodMiniURL, {
        protocol: regexes.httpProtocol,
        hostname: regexes.domain,
        ...util.normalizeParams(params),
    });
}
const ZodMiniEmoji = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniEmoji", (inst, def) => {
    core.$ZodEmoji.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_emoji(params) {
    return core._emoji(ZodMiniEmoji, params);
}
const ZodMiniNanoID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNanoID", (inst, def) => {
    core.$ZodNanoID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_nanoid(params) {
    return core._nanoid(ZodMiniNanoID, params);
}
/**
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link ZodMiniCUID2} instead.
 * See https://github.com/paralleldrive/cuid.
 */
const ZodMiniCUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCUID", (inst, def) => {
    core.$ZodCUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
/**
 * Validates a CUID v1 string.
 *
 * @deprecated CUID v1 is deprecated by its authors due to information leakage
 * (timestamps embedded in the id). Use {@link cuid2 | `z.cuid2()`} instead.
 * See https://github.com/paralleldrive/cuid.
 */
// @__NO_SIDE_EFFECTS__
function schemas_cuid(params) {
    return core._cuid(ZodMiniCUID, params);
}
const ZodMiniCUID2 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCUID2", (inst, def) => {
    core.$ZodCUID2.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cuid2(params) {
    return core._cuid2(ZodMiniCUID2, params);
}
const ZodMiniULID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniULID", (inst, def) => {
    core.$ZodULID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ulid(params) {
    return core._ulid(ZodMiniULID, params);
}
const ZodMiniXID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniXID", (inst, def) => {
    core.$ZodXID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_xid(params) {
    return core._xid(ZodMiniXID, params);
}
const ZodMiniKSUID = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniKSUID", (inst, def) => {
    core.$ZodKSUID.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ksuid(params) {
    return core._ksuid(ZodMiniKSUID, params);
}
const ZodMiniIPv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIPv4", (inst, def) => {
    core.$ZodIPv4.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ipv4(params) {
    return core._ipv4(ZodMiniIPv4, params);
}
const ZodMiniIPv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIPv6", (inst, def) => {
    core.$ZodIPv6.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_ipv6(params) {
    return core._ipv6(ZodMiniIPv6, params);
}
const ZodMiniCIDRv4 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCIDRv4", (inst, def) => {
    core.$ZodCIDRv4.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cidrv4(params) {
    return core._cidrv4(ZodMiniCIDRv4, params);
}
const ZodMiniCIDRv6 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCIDRv6", (inst, def) => {
    core.$ZodCIDRv6.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_cidrv6(params) {
    return core._cidrv6(ZodMiniCIDRv6, params);
}
const ZodMiniMAC = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniMAC", (inst, def) => {
    core.$ZodMAC.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_mac(params) {
    return core._mac(ZodMiniMAC, params);
}
const ZodMiniBase64 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBase64", (inst, def) => {
    core.$ZodBase64.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_base64(params) {
    return core._base64(ZodMiniBase64, params);
}
const ZodMiniBase64URL = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBase64URL", (inst, def) => {
    core.$ZodBase64URL.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_base64url(params) {
    return core._base64url(ZodMiniBase64URL, params);
}
const ZodMiniE164 = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniE164", (inst, def) => {
    core.$ZodE164.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_e164(params) {
    return core._e164(ZodMiniE164, params);
}
const ZodMiniCreditCard = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCreditCard", (inst, def) => {
    core.$ZodCreditCard.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_creditCard(params) {
    return core._creditCard(ZodMiniCreditCard, params);
}
const ZodMiniIBAN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIBAN", (inst, def) => {
    core.$ZodIBAN.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_iban(params) {
    return core._iban(ZodMiniIBAN, params);
}
const ZodMiniJWT = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniJWT", (inst, def) => {
    core.$ZodJWT.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function jwt(params) {
    return core._jwt(ZodMiniJWT, params);
}
const ZodMiniCustomStringFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCustomStringFormat", (inst, def) => {
    core.$ZodCustomStringFormat.init(inst, def);
    ZodMiniStringFormat.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function stringFormat(format, fnOrRegex, _params = {}) {
    return core._stringFormat(ZodMiniCustomStringFormat, format, fnOrRegex, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_hostname(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "hostname", regexes.hostname, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_hex(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "hex", regexes.hex, _params);
}
// @__NO_SIDE_EFFECTS__
function schemas_currencyCode(_params) {
    return core._stringFormat(ZodMiniCustomStringFormat, "currency_code", regexes.currencyCode, _params);
}
// @__NO_SIDE_EFFECTS__
function hash(alg, params) {
    const enc = params?.enc ?? "hex";
    const format = `${alg}_${enc}`;
    const regex = core.regexes[format];
    // check for unrecognized format
    if (!regex)
        throw new Error(`Unrecognized hash format: ${format}`);
    return core._stringFormat(ZodMiniCustomStringFormat, format, regex, params);
}
const ZodMiniNumber = /*@__PURE__*/ $constructor("ZodMiniNumber", (inst, def) => {
    $ZodNumber.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function schemas_number(params) {
    return core._number(ZodMiniNumber, params);
}
const ZodMiniNumberFormat = /*@__PURE__*/ $constructor("ZodMiniNumberFormat", (inst, def) => {
    $ZodNumberFormat.init(inst, def);
    ZodMiniNumber.init(inst, def);
});
function schemas_int(params) {
    return _int(ZodMiniNumberFormat, params);
}
function float32(params) {
    return core._float32(ZodMiniNumberFormat, params);
}
function float64(params) {
    return core._float64(ZodMiniNumberFormat, params);
}
function int32(params) {
    return core._int32(ZodMiniNumberFormat, params);
}
function uint32(params) {
    return core._uint32(ZodMiniNumberFormat, params);
}
const ZodMiniBoolean = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBoolean", (inst, def) => {
    core.$ZodBoolean.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_boolean(params) {
    return core._boolean(ZodMiniBoolean, params);
}
const ZodMiniBigInt = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBigInt", (inst, def) => {
    core.$ZodBigInt.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_bigint(params) {
    return core._bigint(ZodMiniBigInt, params);
}
const ZodMiniBigIntFormat = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniBigIntFormat", (inst, def) => {
    core.$ZodBigIntFormat.init(inst, def);
    ZodMiniBigInt.init(inst, def);
})));
function int64(params) {
    return core._int64(ZodMiniBigIntFormat, params);
}
function uint64(params) {
    return core._uint64(ZodMiniBigIntFormat, params);
}
const ZodMiniSymbol = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSymbol", (inst, def) => {
    core.$ZodSymbol.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function symbol(params) {
    return core._symbol(ZodMiniSymbol, params);
}
const ZodMiniUndefined = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUndefined", (inst, def) => {
    core.$ZodUndefined.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_undefined(params) {
    return core._undefined(ZodMiniUndefined, params);
}

const ZodMiniNull = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNull", (inst, def) => {
    core.$ZodNull.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_null(params) {
    return core._null(ZodMiniNull, params);
}

const ZodMiniAny = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniAny", (inst, def) => {
    core.$ZodAny.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function any() {
    return core._any(ZodMiniAny);
}
const ZodMiniUnknown = /*@__PURE__*/ $constructor("ZodMiniUnknown", (inst, def) => {
    $ZodUnknown.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function unknown() {
    return _unknown(ZodMiniUnknown);
}
const ZodMiniNever = /*@__PURE__*/ $constructor("ZodMiniNever", (inst, def) => {
    $ZodNever.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function never(params) {
    return _never(ZodMiniNever, params);
}
const ZodMiniVoid = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniVoid", (inst, def) => {
    core.$ZodVoid.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_void(params) {
    return core._void(ZodMiniVoid, params);
}

const ZodMiniDate = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDate", (inst, def) => {
    core.$ZodDate.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_date(params) {
    return core._date(ZodMiniDate, params);
}
const ZodMiniArray = /*@__PURE__*/ $constructor("ZodMiniArray", (inst, def) => {
    $ZodArray.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function array(element, params) {
    return new ZodMiniArray({
        type: "array",
        element: element,
        ...normalizeParams(params),
    });
}
// .keyof
// @__NO_SIDE_EFFECTS__
function keyof(schema) {
    const shape = schema._zod.def.shape;
    return schemas_enum(Object.keys(shape));
}
const ZodMiniObject = /*@__PURE__*/ $constructor("ZodMiniObject", (inst, def) => {
    $ZodObject.init(inst, def);
    ZodMiniType.init(inst, def);
    installLazyProp(inst, "shape", (self) => self._zod.def.shape, false);
});
// @__NO_SIDE_EFFECTS__
function object(shape, params) {
    const def = {
        type: "object",
        shape: shape ?? {},
        ...util.normalizeParams(params),
    };
    return new ZodMiniObject(def);
}
// strictObject
// @__NO_SIDE_EFFECTS__
function strictObject(shape, params) {
    return new ZodMiniObject({
        type: "object",
        shape,
        catchall: never(),
        ...normalizeParams(params),
    });
}
// looseObject
// @__NO_SIDE_EFFECTS__
function looseObject(shape, params) {
    return new ZodMiniObject({
        type: "object",
        shape,
        catchall: unknown(),
        ...normalizeParams(params),
    });
}
// object methods
// @__NO_SIDE_EFFECTS__
function schemas_extend(schema, shape) {
    return util.extend(schema, shape);
}
// @__NO_SIDE_EFFECTS__
function schemas_safeExtend(schema, shape) {
    return util.safeExtend(schema, shape);
}
/**
 * @deprecated Use [`z.extend(A, B.shape)`](https://zod.dev/api?id=extend) instead.
 */
// @__NO_SIDE_EFFECTS__
function schemas_merge(a, b) {
    return util.merge(a, b);
}
// @__NO_SIDE_EFFECTS__
function schemas_pick(schema, mask) {
    return util.pick(schema, mask);
}
// .omit
// @__NO_SIDE_EFFECTS__
function schemas_omit(schema, mask) {
    return util.omit(schema, mask);
}
// @__NO_SIDE_EFFECTS__
function schemas_partial(schema, mask) {
    const def = schema._zod.def;
    if (def.type !== "tuple")
        return util.partial(ZodMiniOptional, schema, mask);
    // a refinement was authored against the full arity; partialing would run it on a shorter array
    if (def.checks?.length)
        throw new Error(".partial() cannot be used on tuple schemas containing refinements");
    return util.clone(schema, {
        ...def,
        items: def.items.map((item) => new ZodMiniOptional({ type: "optional", innerType: item })),
    });
}
// @__NO_SIDE_EFFECTS__
function exactPartial(schema, mask) {
    return util.partial(ZodMiniExactOptional, schema, mask, "exactPartial");
}
// @__NO_SIDE_EFFECTS__
function schemas_required(schema, mask) {
    return util.required(ZodMiniNonOptional, schema, mask);
}
// @__NO_SIDE_EFFECTS__
function catchall(inst, catchall) {
    // `mergeDefs` rather than a spread: spreading reads `shape`, and resolving it can mint a whole fresh subtree
    return inst.clone(util.mergeDefs(inst._zod.def, { catchall: catchall }));
}
const ZodMiniUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniUnion", (inst, def) => {
    core.$ZodUnion.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function union(options, params) {
    return new ZodMiniUnion({
        type: "union",
        options: options,
        ...util.normalizeParams(params),
    });
}
const ZodMiniXor = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniXor", (inst, def) => {
    ZodMiniUnion.init(inst, def);
    core.$ZodXor.init(inst, def);
})));
/** Creates an exclusive union (XOR) where exactly one option must match.
 * Unlike regular unions that succeed when any option matches, xor fails if
 * zero or more than one option matches the input. */
function xor(options, params) {
    return new ZodMiniXor({
        type: "union",
        options: options,
        inclusive: false,
        ...util.normalizeParams(params),
    });
}
const ZodMiniDiscriminatedUnion = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDiscriminatedUnion", (inst, def) => {
    core.$ZodDiscriminatedUnion.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function discriminatedUnion(discriminator, options, params) {
    return new ZodMiniDiscriminatedUnion({
        type: "union",
        options: options,
        discriminator,
        ...util.normalizeParams(params),
    });
}
const ZodMiniIntersection = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniIntersection", (inst, def) => {
    core.$ZodIntersection.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function intersection(left, right) {
    return new ZodMiniIntersection({
        type: "intersection",
        left: left,
        right: right,
    });
}
const ZodMiniTuple = /*@__PURE__*/ $constructor("ZodMiniTuple", (inst, def) => {
    $ZodTuple.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function tuple(items, _paramsOrRest, _params) {
    const hasRest = _paramsOrRest instanceof $ZodType;
    const params = hasRest ? _params : _paramsOrRest;
    const rest = hasRest ? _paramsOrRest : null;
    return new ZodMiniTuple({
        type: "tuple",
        items: items,
        rest,
        ...normalizeParams(params),
    });
}
const ZodMiniRecord = /*@__PURE__*/ $constructor("ZodMiniRecord", (inst, def) => {
    $ZodRecord.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function record(keyType, valueType, params) {
    // v3-compat: z.record(valueType, params?) — defaults keyType to z.string()
    if (!valueType || !valueType._zod) {
        return new ZodMiniRecord({
            type: "record",
            keyType: schemas_string(),
            valueType: keyType,
            ...normalizeParams(valueType),
        });
    }
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        ...normalizeParams(params),
    });
}
// @__NO_SIDE_EFFECTS__
function partialRecord(keyType, valueType, params) {
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        ...util.normalizeParams(params),
        partial: true,
    });
}
function looseRecord(keyType, valueType, params) {
    return new ZodMiniRecord({
        type: "record",
        keyType,
        valueType: valueType,
        mode: "loose",
        ...util.normalizeParams(params),
    });
}
const ZodMiniMap = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniMap", (inst, def) => {
    core.$ZodMap.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function map(keyType, valueType, params) {
    return new ZodMiniMap({
        type: "map",
        keyType: keyType,
        valueType: valueType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniSet = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSet", (inst, def) => {
    core.$ZodSet.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function set(valueType, params) {
    return new ZodMiniSet({
        type: "set",
        valueType: valueType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniEnum = /*@__PURE__*/ $constructor("ZodMiniEnum", (inst, def) => {
    $ZodEnum.init(inst, def);
    ZodMiniType.init(inst, def);
    // reuse the parsed value set so a numeric TS enum's reverse-mapping keys stay out
    inst.options = [...inst._zod.values];
});
// @__NO_SIDE_EFFECTS__
function schemas_enum(values, params) {
    const entries = Array.isArray(values) ? Object.fromEntries(values.map((v) => [v, v])) : values;
    return new ZodMiniEnum({
        type: "enum",
        entries,
        ...normalizeParams(params),
    });
}

// @__NO_SIDE_EFFECTS__
/** @deprecated This API has been merged into `z.enum()`. Use `z.enum()` instead.
 *
 * ```ts
 * enum Colors { red, green, blue }
 * z.enum(Colors);
 * ```
 */
function nativeEnum(entries, params) {
    return new ZodMiniEnum({
        type: "enum",
        entries,
        ...util.normalizeParams(params),
    });
}
const ZodMiniLiteral = /*@__PURE__*/ $constructor("ZodMiniLiteral", (inst, def) => {
    $ZodLiteral.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function literal(value, params) {
    return new ZodMiniLiteral({
        type: "literal",
        values: Array.isArray(value) ? value : [value],
        ...normalizeParams(params),
    });
}
const ZodMiniFile = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniFile", (inst, def) => {
    core.$ZodFile.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function file(params) {
    return core._file(ZodMiniFile, params);
}
const ZodMiniTransform = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniTransform", (inst, def) => {
    core.$ZodTransform.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function transform(fn) {
    return new ZodMiniTransform({
        type: "transform",
        transform: fn,
    });
}
const ZodMiniOptional = /*@__PURE__*/ $constructor("ZodMiniOptional", (inst, def) => {
    $ZodOptional.init(inst, def);
    ZodMiniType.init(inst, def);
});
// @__NO_SIDE_EFFECTS__
function optional(innerType) {
    return new ZodMiniOptional({
        type: "optional",
        innerType: innerType,
    });
}
const ZodMiniExactOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniExactOptional", (inst, def) => {
    core.$ZodExactOptional.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function exactOptional(innerType) {
    return new ZodMiniExactOptional({
        type: "optional",
        innerType: innerType,
    });
}
const ZodMiniNullable = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNullable", (inst, def) => {
    core.$ZodNullable.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nullable(innerType) {
    return new ZodMiniNullable({
        type: "nullable",
        innerType: innerType,
    });
}
// nullish
// @__NO_SIDE_EFFECTS__
function schemas_nullish(innerType) {
    return optional(nullable(innerType));
}
const ZodMiniDefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniDefault", (inst, def) => {
    core.$ZodDefault.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_default(innerType, defaultValue) {
    return new ZodMiniDefault({
        type: "default",
        innerType: innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
const ZodMiniPrefault = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniPrefault", (inst, def) => {
    core.$ZodPrefault.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function prefault(innerType, defaultValue) {
    return new ZodMiniPrefault({
        type: "prefault",
        innerType: innerType,
        get defaultValue() {
            return typeof defaultValue === "function" ? defaultValue() : util.shallowClone(defaultValue);
        },
    });
}
const ZodMiniNonOptional = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNonOptional", (inst, def) => {
    core.$ZodNonOptional.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nonoptional(innerType, params) {
    return new ZodMiniNonOptional({
        type: "nonoptional",
        innerType: innerType,
        ...util.normalizeParams(params),
    });
}
const ZodMiniSuccess = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniSuccess", (inst, def) => {
    core.$ZodSuccess.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function success(innerType) {
    return new ZodMiniSuccess({
        type: "success",
        innerType: innerType,
    });
}
const ZodMiniCatch = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCatch", (inst, def) => {
    core.$ZodCatch.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function schemas_catch(innerType, catchValue) {
    return new ZodMiniCatch({
        type: "catch",
        innerType: innerType,
        catchValue: (typeof catchValue === "function" ? catchValue : core.util.constantCatch(catchValue)),
    });
}

const ZodMiniNaN = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniNaN", (inst, def) => {
    core.$ZodNaN.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function nan(params) {
    return core._nan(ZodMiniNaN, params);
}
const ZodMiniPipe = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniPipe", (inst, def) => {
    core.$ZodPipe.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function pipe(in_, out) {
    return new ZodMiniPipe({
        type: "pipe",
        in: in_,
        out: out,
    });
}
const ZodMiniCodec = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniCodec", (inst, def) => {
    ZodMiniPipe.init(inst, def);
    core.$ZodCodec.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function codec(in_, out, params) {
    return new ZodMiniCodec({
        type: "pipe",
        in: in_,
        out: out,
        transform: params.decode,
        reverseTransform: params.encode,
    });
}
// @__NO_SIDE_EFFECTS__
function invertCodec(codec) {
    const def = codec._zod.def;
    return new ZodMiniCodec({
        type: "pipe",
        in: def.out,
        out: def.in,
        transform: def.reverseTransform,
        reverseTransform: def.transform,
    });
}
const ZodMiniReadonly = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniReadonly", (inst, def) => {
    core.$ZodReadonly.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function readonly(innerType) {
    return new ZodMiniReadonly({
        type: "readonly",
        innerType: innerType,
    });
}
const ZodMiniTemplateLiteral = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniTemplateLiteral", (inst, def) => {
    core.$ZodTemplateLiteral.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function templateLiteral(parts, params) {
    return new ZodMiniTemplateLiteral({
        type: "template_literal",
        parts,
        ...util.normalizeParams(params),
    });
}
const ZodMiniLazy = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniLazy", (inst, def) => {
    core.$ZodLazy.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// export function lazy<T extends object>(getter: () => T): T {
//   return util.createTransparentProxy<T>(getter);
// }
// @__NO_SIDE_EFFECTS__
function schemas_lazy(getter) {
    return new ZodMiniLazy({
        type: "lazy",
        getter: getter,
    });
}

const ZodMiniPromise = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniPromise", (inst, def) => {
    core.$ZodPromise.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function promise(innerType) {
    return new ZodMiniPromise({
        type: "promise",
        innerType: innerType,
    });
}
const ZodMiniCustom = /*@__PURE__*/ $constructor("ZodMiniCustom", (inst, def) => {
    $ZodCustom.init(inst, def);
    ZodMiniType.init(inst, def);
});
// custom checks
// @__NO_SIDE_EFFECTS__
function check(fn, params) {
    const ch = new core.$ZodCheck({
        check: "custom",
        ...util.normalizeParams(params),
    });
    ch._zod.check = fn;
    return ch;
}
// ZodCustom custom schema
// @__NO_SIDE_EFFECTS__
function custom(fn, _params) {
    return core._custom(ZodMiniCustom, fn ?? (() => true), _params);
}
// refine
// @__NO_SIDE_EFFECTS__
function refine(fn, _params = {}) {
    return _refine(ZodMiniCustom, fn, _params);
}
// superRefine
// @__NO_SIDE_EFFECTS__
function superRefine(fn, params) {
    return core._superRefine(fn, params);
}
// Re-export describe and meta from core
const schemas_describe = describe;
const schemas_meta = meta;
// instanceof
class schemas_Class {
    constructor(..._args) { }
}
// @__NO_SIDE_EFFECTS__
function _instanceof(cls, params = {}) {
    const inst = custom((data) => data instanceof cls, params);
    inst._zod.bag.Class = cls;
    // Override check to emit invalid_type instead of custom
    inst._zod.check = (payload) => {
        if (!(payload.value instanceof cls)) {
            payload.issues.push({
                code: "invalid_type",
                expected: cls.name,
                input: payload.value,
                inst,
                path: [...(inst._zod.def.path ?? [])],
            });
        }
    };
    return inst;
}

// stringbool
const stringbool = (...args) => core._stringbool({
    Codec: ZodMiniCodec,
    Boolean: ZodMiniBoolean,
    String: ZodMiniString,
}, ...args);
// @__NO_SIDE_EFFECTS__
function json() {
    const jsonSchema = schemas_lazy(() => {
        return union([schemas_string(), schemas_number(), schemas_boolean(), schemas_null(), array(jsonSchema), record(schemas_string(), jsonSchema)]);
    });
    return jsonSchema;
}
const ZodMiniFunction = /*@__PURE__*/ (/* unused pure expression or super */ null && (core.$constructor("ZodMiniFunction", (inst, def) => {
    core.$ZodFunction.init(inst, def);
    ZodMiniType.init(inst, def);
})));
// @__NO_SIDE_EFFECTS__
function _function(params) {
    return new ZodMiniFunction({
        type: "function",
        input: Array.isArray(params?.input) ? tuple(params?.input) : (params?.input ?? array(unknown())),
        output: params?.output ?? unknown(),
    });
}


;// CONCATENATED MODULE: ./build/shared/evidence/envelope.js


const ENVELOPE_SCHEMA = 'urn:production-gates:envelope:v1';
/** Kinds of scan a report can be required for; what else a scanner finds needs no proof that it ran. */
const ENVELOPE_KINDS = ['sast', 'sca', 'secret', 'misconfiguration'];
const ENVELOPE_SUFFIX = '.envelope.json';
/** An envelope has about 400 bytes. */
const MAX_ENVELOPE_BYTES = 16_384;
const line = (max) => schemas_string()
    .check(_minLength(1), _maxLength(max), _regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds a control character or half a character'));
const envelope_count = schemas_int().check(_positive());
const envelopeSchema = strictObject({
    schema: literal(ENVELOPE_SCHEMA),
    kinds: array(schemas_enum(ENVELOPE_KINDS)).check(_minLength(1), refine((kinds) => new Set(kinds).size === kinds.length, 'a kind stands there twice')),
    tool: line(100),
    commit: schemas_string().check(_regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not 40 or 64 lower-case hex digits')),
    ref: optional(line(500)),
    runId: optional(envelope_count),
    runAttempt: optional(envelope_count),
    exitCode: optional(schemas_int().check(_gte(0), _lte(255))),
    sha256: schemas_string().check(_regex(/^[0-9a-f]{64}$/, 'not 64 lower-case hex digits')),
    finishedAt: schemas_string().check(_regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'not an instant in UTC like 2026-11-20T17:04:00Z'), refine((at) => Number.isFinite(Date.parse(at)), 'not a time that exists')),
});
/**
 * @throws InputError with one line per field that is wrong; it repeats no value, only names of fields of ours
 */
function parseEnvelope(bytes) {
    if (bytes.length > MAX_ENVELOPE_BYTES) {
        throw new InputError(`An envelope has at most ${MAX_ENVELOPE_BYTES} bytes, this file has ${bytes.length}.`);
    }
    return checkEnvelope(jsonOf(bytes));
}
/** The same check for values that are about to be written. */
function checkEnvelope(value) {
    const parsed = envelopeSchema.safeParse(value);
    if (parsed.success)
        return parsed.data;
    throw new input_error_InputError(parsed.error.issues.slice(0, 20).map((issue) => `Envelope, ${envelope_placeOf(issue)}: ${envelope_wordOf(issue)}.`));
}
function jsonOf(bytes) {
    try {
        return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    }
    catch (cause) {
        throw new InputError('The envelope is not JSON in UTF-8.', { cause });
    }
}
const envelope_placeOf = (issue) => issue.path.map(String).join('.') || 'top';
function envelope_wordOf(issue) {
    switch (issue.code) {
        case 'unrecognized_keys':
            return 'it has fields that no envelope has';
        case 'invalid_type':
            // Only counts are numbers here; zod says `number` for text and `int` for a fraction.
            return `must be ${['int', 'number'].includes(issue.expected) ? 'a whole number' : `of type ${issue.expected}`}`;
        case 'invalid_value':
            return `must be one of ${issue.values.map(String).join(', ')}`;
        case 'too_big':
            return issue.origin === 'string'
                ? `is longer than ${issue.maximum} characters`
                : `is larger than ${issue.maximum}`;
        case 'too_small':
            return issue.origin !== 'number'
                ? 'is empty'
                : `must be ${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum}`;
        case 'invalid_format':
        case 'custom':
            return issue.message;
        default:
            return 'cannot be used';
    }
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");
;// CONCATENATED MODULE: ./build/verify/options.js


/** @throws InputError that names the option and how the command is used */
function options_parse(args, options, usage) {
    try {
        return (0,external_node_util_namespaceObject.parseArgs)({ args: [...args], options, strict: true, allowPositionals: true, tokens: false });
    }
    catch (error) {
        const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
        throw new input_error_InputError(`${why.slice(0, 300)} Usage: ${usage}`);
    }
}
/** @throws InputError instead of the system's error, with the path */
function read(io, path) {
    try {
        return io.readFile(path);
    }
    catch (cause) {
        throw new input_error_InputError(`${path} cannot be read: ${codeOf(cause)}.`, { cause });
    }
}
/** @throws InputError instead of the system's error, with the path */
function options_write(io, path, bytes, secret = false) {
    try {
        io.writeFile(path, bytes, secret);
    }
    catch (cause) {
        throw new input_error_InputError(`${path} cannot be written: ${codeOf(cause)}.`, { cause });
    }
}
const CODES = {
    ENOENT: 'there is no such file',
    EACCES: 'permission denied',
    EEXIST: 'there is one already, and it is not overwritten',
    EISDIR: 'it is a directory',
    ENOTDIR: 'part of the path is a file',
    ENOSPC: 'the disk is full',
    ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};
function codeOf(error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error without a code';
    return CODES[code] ?? code;
}
/** @throws InputError */
function wholeNumber(name, text) {
    const value = Number(text);
    if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(value)) {
        throw new input_error_InputError(`${name} must be a whole number greater than 0.`);
    }
    return value;
}

;// CONCATENATED MODULE: ./build/verify/envelope-command.js





const ENVELOPE_USAGE = 'envelope --kind sast|sca|secret|misconfiguration ... --tool NAME --commit SHA [--exit-code N] FILE...';
const OPTIONS = {
    kind: { type: 'string', multiple: true },
    tool: { type: 'string' },
    commit: { type: 'string' },
    /** `$?` right after the scanner. */
    'exit-code': { type: 'string' },
    /** The same as a bare FILE, for those who like to name things. */
    report: { type: 'string', multiple: true },
};
/** Writes `<report>.envelope.json` beside each report. To be run in the scan step, right after the scanner. */
function envelopeCommand(args, io) {
    const { values, positionals } = options_parse(args, OPTIONS, ENVELOPE_USAGE);
    const files = [...positionals, ...(values.report ?? [])];
    const missing = [
        ...['kind', 'tool', 'commit'].filter((name) => values[name] === undefined).map((name) => `--${name}`),
        ...(files.length === 0 ? ['FILE'] : []),
    ];
    if (missing.length > 0)
        throw new input_error_InputError(`Missing: ${missing.join(', ')}. Usage: ${ENVELOPE_USAGE}`);
    const common = {
        schema: ENVELOPE_SCHEMA,
        kinds: [...new Set(values.kind?.flatMap((kind) => kind.split(',').map((part) => part.trim())))],
        tool: values.tool,
        commit: values.commit?.toLowerCase(),
        ...run(io.env),
        ...exitCode(values['exit-code']),
        finishedAt: io.now(),
    };
    // All are checked before one is written: half a set of envelopes would look like a scan step that went through.
    const envelopes = files.map((file) => ({ file, envelope: checkEnvelope({ ...common, sha256: digest(file, io) }) }));
    for (const { file, envelope } of envelopes) {
        options_write(io, `${file}${ENVELOPE_SUFFIX}`, `${canonical_canonicalJson(envelope)}\n`);
        io.out(`${file}${ENVELOPE_SUFFIX}`);
    }
    return 0;
}
function exitCode(text) {
    if (text === undefined)
        return {};
    if (!/^\d{1,3}$/.test(text))
        throw new input_error_InputError('--exit-code must be a whole number from 0 to 255: `code=0; scanner || code=$?`, then $code.');
    return { exitCode: Number(text) };
}
function run(env) {
    const [ref, id, attempt] = [env['GITHUB_REF'], env['GITHUB_RUN_ID'], env['GITHUB_RUN_ATTEMPT']];
    return {
        ...(ref && { ref }),
        ...(id && { runId: wholeNumber('GITHUB_RUN_ID', id) }),
        ...(attempt && { runAttempt: wholeNumber('GITHUB_RUN_ATTEMPT', attempt) }),
    };
}
function digest(file, io) {
    if (file.endsWith(ENVELOPE_SUFFIX))
        throw new input_error_InputError(`${file} is an envelope, not a report. Name the report.`);
    const bytes = read(io, file);
    if (isBlank(bytes)) {
        throw new input_error_InputError(`${file} is empty: the scanner wrote nothing, and an envelope would make that look like a scan.`);
    }
    return digest_sha256(bytes);
}
/** Only white space, which is what a failed pipe leaves behind. */
const isBlank = (bytes) => bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));

;// CONCATENATED MODULE: ./build/shared/evidence/keys.js



const ED25519 = 0x01;
const SECRET_PREFIX = 'PRIVATE+KEY+';
/** RFC 8410: an Ed25519 seed in PKCS8, and a public key in SubjectPublicKeyInfo, are these bytes and then the 32. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const PEM = /^-----BEGIN PRIVATE KEY-----\r?\n[A-Za-z0-9+/=\r\n]{60,80}\r?\n-----END PRIVATE KEY-----\s*$/;
/** @throws InputError that never repeats the text: somebody may have handed in a private key */
function parseVerifierKey(vkey) {
    const { name, id, bytes } = noteKey(vkey, 'public key');
    if (id !== keyId(name, bytes))
        throw new input_error_InputError(`The id in a public key does not belong to its name and bytes. ${HOW}`);
    return { name, id, vkey, key: (0,external_node_crypto_namespaceObject.createPublicKey)({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' }) };
}
/**
 * A private key as `PRIVATE+KEY+name+hexid+base64(0x01 || seed)` (what `keygen` writes) or as PEM (PKCS8, Ed25519).
 * PEM has no name, and a signature names its key by name and bytes: it is found among the public keys of the policy.
 * @throws InputError that never repeats any part of the text
 */
function parseSigningKey(text, trusted = []) {
    if (text.startsWith('-----'))
        return pemKey(text, trusted);
    const secret = text.trim();
    if (!secret.startsWith(SECRET_PREFIX))
        throw new InputError(`The signing key is in neither form that is read. ${HOW}`);
    const { name, id, bytes } = noteKey(secret.slice(SECRET_PREFIX.length), 'signing key');
    const key = privateKey(bytes);
    const open = publicBytes(key);
    if (id !== keyId(name, open))
        throw new InputError(`The id in the signing key does not belong to its name and bytes. ${HOW}`);
    return { name, id, key, vkey: vkeyText(name, open) };
}
function pemKey(text, trusted) {
    if (!PEM.test(text))
        throw new InputError(`The signing key is not an unencrypted PKCS8 PEM of an Ed25519 key. ${HOW}`);
    const der = Buffer.from(text.replace(/-----[A-Z ]+-----/g, ''), 'base64');
    if (der.length !== PKCS8.length + 32 || !der.subarray(0, PKCS8.length).equals(PKCS8)) {
        throw new InputError(`The signing key is PEM, but not of an Ed25519 key. ${HOW}`);
    }
    const key = privateKey(der.subarray(PKCS8.length));
    const open = publicBytes(key);
    const known = trusted.map(parseVerifierKey).find((candidate) => publicBytes(candidate.key).equals(open));
    if (known === undefined) {
        throw new InputError('The signing key is a PEM key whose public half is not in `trust.keys`, so no gate would accept what it signs. ' +
            'Add its public key to the policy, or make a new pair with `node dist/verify/index.js keygen`.');
    }
    return { name: known.name, id: known.id, key, vkey: known.vkey };
}
/** A new pair from 32 random bytes. */
function keyPair(name, seed) {
    if (!isName(name))
        throw new input_error_InputError(`A key name is 1 to 100 printable characters without spaces and "+". ${HOW}`);
    const open = publicBytes(privateKey(seed));
    const secret = Buffer.concat([Buffer.of(ED25519), seed]).toString('base64');
    return { vkey: vkeyText(name, open), skey: `${SECRET_PREFIX}${name}+${keyId(name, open)}+${secret}` };
}
const HOW = 'A public key reads `name+8 hex digits+base64`, a private one `PRIVATE+KEY+name+8 hex digits+base64`; `node dist/verify/index.js keygen` makes a pair.';
function noteKey(text, what) {
    const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]{44})$/.exec(text) ?? [];
    if (name === undefined || id === undefined || encoded === undefined || !isName(name)) {
        throw new input_error_InputError(`A ${what} is not in the form that is read. ${HOW}`);
    }
    const bytes = Buffer.from(encoded, 'base64');
    if (bytes[0] !== ED25519)
        throw new input_error_InputError(`A ${what} is not of kind 1, Ed25519, the only kind that is read. ${HOW}`);
    return { name, id, bytes: bytes.subarray(1) };
}
const isName = (name) => /^[!-*,-~]{1,100}$/.test(name);
const keyId = (name, open) => digest_sha256(Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(ED25519), open])).slice(0, 8);
const vkeyText = (name, open) => `${name}+${keyId(name, open)}+${Buffer.concat([Buffer.of(ED25519), open]).toString('base64')}`;
const privateKey = (seed) => (0,external_node_crypto_namespaceObject.createPrivateKey)({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
const publicBytes = (key) => {
    const open = key.type === 'private' ? (0,external_node_crypto_namespaceObject.createPublicKey)(key) : key;
    return open.export({ format: 'der', type: 'spki' }).subarray(SPKI.length);
};

;// CONCATENATED MODULE: ./build/verify/keygen-command.js



const KEYGEN_USAGE = 'keygen --name NAME [--out FILE]';
/** Prints the public key and writes the private one to a new file that only its owner can read. */
function keygenCommand(args, io) {
    const options = { name: { type: 'string' }, out: { type: 'string', default: 'production-gates.key' } };
    const { values, positionals } = options_parse(args, options, KEYGEN_USAGE);
    if (values.name === undefined || positionals.length > 0)
        throw new input_error_InputError(`Missing: --name. Usage: ${KEYGEN_USAGE}`);
    const { vkey, skey } = keyPair(values.name, io.randomBytes(32));
    options_write(io, values.out, `${skey}\n`, true);
    io.out(vkey);
    io.err(`The private key is in ${values.out}. Put it into the secret that \`signing-key\` reads, then delete the file.`);
    io.err('The line above is public: add it to `trust.keys` in .github/production.yml.');
    return 0;
}

;// CONCATENATED MODULE: ./build/shared/evidence/difference.js
/** Above this product of lines the table would need too much memory; then the middle is shown as replaced. */
const MAX_CELLS = 4_000_000;
/**
 * Two JSON values line by line, only the lines that differ: `-` was recorded, `+` is new. Longest common subsequence
 * over pretty-printed text, after cutting the common start and end.
 */
function differingLines(recorded, replayed) {
    const before = JSON.stringify(recorded, null, 2).split('\n');
    const after = JSON.stringify(replayed, null, 2).split('\n');
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start])
        start++;
    let [endBefore, endAfter] = [before.length, after.length];
    while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
        endBefore--;
        endAfter--;
    }
    return middle(before.slice(start, endBefore), after.slice(start, endAfter));
}
function middle(before, after) {
    if (before.length * after.length > MAX_CELLS)
        return [...signed('-', before), ...signed('+', after)];
    const common = commonLengths(before, after);
    const lengthAt = (row, column) => common[row]?.[column] ?? 0;
    const lines = [];
    let [row, column] = [0, 0];
    while (row < before.length && column < after.length) {
        if (before[row] === after[column]) {
            row++;
            column++;
        }
        else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) {
            lines.push(...signed('-', before.slice(row, row + 1)));
            row++;
        }
        else {
            lines.push(...signed('+', after.slice(column, column + 1)));
            column++;
        }
    }
    return [...lines, ...signed('-', before.slice(row)), ...signed('+', after.slice(column))];
}
/** `[row][column]`: length of the longest common subsequence of what follows there. */
function commonLengths(before, after) {
    const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
    for (let row = before.length - 1; row >= 0; row--) {
        const [here, below] = [table[row], table[row + 1]];
        if (here === undefined || below === undefined)
            continue;
        for (let column = after.length - 1; column >= 0; column--) {
            const right = here[column + 1] ?? 0;
            const down = below[column] ?? 0;
            here[column] = before[row] === after[column] ? (below[column + 1] ?? 0) + 1 : Math.max(right, down);
        }
    }
    return table;
}
const signed = (sign, lines) => lines.map((text) => ({ sign, text }));

;// CONCATENATED MODULE: ./build/shared/verdict/verdict.js
const GATES = [
    'security-gate',
    'dod-check',
    'override-audit',
    'release-tag',
    'backup-witness',
    'canary-gate',
    'readiness-check',
];

;// CONCATENATED MODULE: ./build/shared/evidence/evidence.js
const EVIDENCE_SCHEMA = 'urn:production-gates:evidence:v1';

;// CONCATENATED MODULE: ./build/shared/evidence/files.js


/**
 * Canonical JSON of the evidence. Half a surrogate pair, which a scanner's file may hold, becomes U+FFFD; then the
 * sealed evidence is a copy that says so too, so that a replay from the file judges what was judged here.
 * @throws NotCanonical when the evidence holds anything else that is no JSON: a mistake in `gather`
 */
function sealEvidence(evidence) {
    const { value, text } = canonical(evidence);
    const bytes = Buffer.from(text);
    return { evidence: value, bytes, sha256: sha256(bytes) };
}
/** The bytes of verdict.json. No newline at the end: the file is the canonical text and nothing else. */
const verdictBytes = (verdict) => Buffer.from(canonical(verdict).text);
function canonical(value) {
    try {
        return { value, text: canonical_canonicalJson(value) };
    }
    catch (error) {
        if (!(error instanceof NotCanonical) || error.reason !== 'lone-surrogate')
            throw error;
        const mended = wellFormed(value);
        return { value: mended, text: canonical_canonicalJson(mended) };
    }
}

;// CONCATENATED MODULE: ./build/shared/evidence/replay.js






const evidenceSchema = looseObject({
    schema: literal(EVIDENCE_SCHEMA),
    gate: schemas_enum(GATES),
    tool: looseObject({ version: schemas_string(), bundleSha256: schemas_string() }),
    now: schemas_string(),
    subject: looseObject({ uri: schemas_string() }),
    strength: literal([0, 1, 2, 3]),
    policy: looseObject({ parts: array(unknown()) }),
    sources: array(unknown()),
});
/**
 * Judges recorded evidence again: no network, no clock, no policy but the recorded one.
 * @throws InputError when the bytes are not evidence that this build can judge
 */
function replay(bytes, judges) {
    const text = replay_decode(bytes);
    const value = replay_jsonOf(text);
    const parsed = evidenceSchema.safeParse(value);
    if (!parsed.success)
        throw new input_error_InputError(whyNot(value, parsed.error));
    if (!isCanonical(value, text)) {
        throw new input_error_InputError('evidence.json is not in canonical form, so somebody wrote it again after the gate did. Take the original from the run’s artifact.');
    }
    const { gate, tool } = parsed.data;
    const judge = judges[gate];
    if (judge === undefined) {
        throw new input_error_InputError(`This build cannot judge ${gate}. Use a release of production-gates that has it.`);
    }
    const judged = judgeOnce(() => judge(value));
    return { gate, bundleSha256: tool.bundleSha256, ...judged };
}
/** A judge is total over evidence that a gate wrote; what makes it throw was written by somebody else. */
function judgeOnce(judge) {
    try {
        const verdict = judge();
        return { verdict, bytes: verdictBytes(verdict) };
    }
    catch (cause) {
        throw new input_error_InputError('evidence.json has the outer form of evidence, but its facts cannot be judged.', { cause });
    }
}
/** JSON can say what canonical JSON cannot: "\ud800", or ten thousand levels. */
function isCanonical(value, text) {
    try {
        return canonical_canonicalJson(value) === text;
    }
    catch (error) {
        if (error instanceof NotCanonical)
            return false;
        throw error;
    }
}
function whyNot(value, error) {
    const schema = looseObject({ schema: schemas_string() }).safeParse(value);
    if (schema.success && schema.data.schema !== EVIDENCE_SCHEMA) {
        const name = JSON.stringify(schema.data.schema.slice(0, 100));
        return `evidence.json is of schema ${name}, and this build judges ${EVIDENCE_SCHEMA}. Use the release that wrote it.`;
    }
    return `The file is not evidence of a gate: ${error.issues[0]?.path.join('.') || 'its top'} is missing or wrong.`;
}
function replay_decode(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw new input_error_InputError('The evidence file is not UTF-8 text.', { cause });
    }
}
function replay_jsonOf(text) {
    try {
        return JSON.parse(text);
    }
    catch (cause) {
        throw new input_error_InputError('The evidence file is not JSON. It may be cut; take it again from the run’s artifact.', {
            cause,
        });
    }
}

;// CONCATENATED MODULE: ./build/verify/replay-command.js





const REPLAY_USAGE = 'replay FILE|DIR [--json]';
/** Long verdicts differ in thousands of lines when one rule changed; the first ones say which. */
const MAX_SHOWN = 200;
/** Judges evidence.json again and compares with the verdict.json beside it. */
function replayCommand(args, io, judges) {
    const { values, positionals } = options_parse(args, { json: { type: 'boolean', default: false } }, REPLAY_USAGE);
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0)
        throw new input_error_InputError(`Name one file or directory. Usage: ${REPLAY_USAGE}`);
    const file = io.isDirectory(path) ? (0,external_node_path_namespaceObject.join)(path, 'evidence.json') : path;
    const replayed = replay(read(io, file), judges);
    const recorded = read(io, (0,external_node_path_namespaceObject.join)(file, '..', 'verdict.json'));
    const equal = Buffer.from(recorded).equals(replayed.bytes);
    const lines = equal ? [] : differingLines(replay_command_jsonOf(recorded), replay_command_jsonOf(replayed.bytes));
    const bundle = bundleOf(replayed, io);
    if (values.json) {
        const { gate, verdict } = replayed;
        io.out(JSON.stringify({ equal, gate, conclusion: verdict.conclusion, bundle, difference: lines }));
        return equal ? 0 : 1;
    }
    if (bundle.note !== undefined)
        io.err(bundle.note);
    if (equal) {
        io.out(`Equal: ${replayed.gate} says ${replayed.verdict.conclusion}, byte for byte as recorded.`);
        return 0;
    }
    io.out(`Different: ${replayed.gate} now says ${replayed.verdict.conclusion}. "-" was recorded, "+" is what this build says:`);
    if (lines.length === 0)
        io.out('  the same values, written in another way: verdict.json is not canonical, so it was written again');
    for (const { sign, text } of lines.slice(0, MAX_SHOWN))
        io.out(`${sign} ${printable(text)}`);
    if (lines.length > MAX_SHOWN)
        io.out(`  ${lines.length - MAX_SHOWN} more lines differ; --json prints all of them`);
    return 1;
}
function bundleOf({ gate, bundleSha256: recorded }, io) {
    const here = io.bundleSha256(gate) ?? null;
    if (here === recorded)
        return { recorded, here };
    const other = here === null
        ? `there is no dist/${gate}/index.js beside this tool to compare it with`
        : `the one beside this tool is ${here}, so a difference may come from the newer rules`;
    return { recorded, here, note: `Judged first by bundle ${printable(recorded.slice(0, 100))}; ${other}.` };
}
/** JSON.stringify leaves C1 controls and bidirectional marks, which a terminal obeys. */
const printable = (text) => text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
function replay_command_jsonOf(bytes) {
    try {
        return JSON.parse(Buffer.from(bytes).toString('utf8'));
    }
    catch (cause) {
        throw new input_error_InputError('The recorded verdict.json is not JSON. Take it again from the run’s artifact.', { cause });
    }
}

;// CONCATENATED MODULE: ./build/shared/evidence/dsse.js



const IN_TOTO = 'application/vnd.in-toto+json';
/** Generous: a witness, a rotation and a second signer together are four. */
const MAX_SIGNATURES = 64;
/** Pre-authentication encoding: lengths in bytes, so that no text can be shifted between type and body. */
function pae(payloadType, payload) {
    const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
    return Buffer.concat([Buffer.from(head), payload]);
}
/** One line for `statement.intoto.jsonl`, with its newline. Ed25519 is deterministic: same input, same line. */
function signDsse(payloadType, payload, key) {
    const sig = sign(null, pae(payloadType, payload), key.key).toString('base64');
    const envelope = {
        payload: Buffer.from(payload).toString('base64'),
        payloadType,
        signatures: [{ keyid: key.id, sig }],
    };
    return `${canonicalJson(envelope)}\n`;
}
const dsse_base64 = schemas_string().check(refine((text) => Buffer.from(text, 'base64').toString('base64') === text));
const dsse_envelopeSchema = strictObject({
    payload: dsse_base64,
    payloadType: schemas_string().check(_maxLength(200)),
    signatures: array(strictObject({ keyid: schemas_string().check(_maxLength(200)), sig: dsse_base64 }))
        .check(_minLength(1), _maxLength(MAX_SIGNATURES)),
});
/** Undefined for anything that is not exactly a DSSE envelope: a bundle may hold lines of other tools. */
function parseDsse(line) {
    const parsed = dsse_envelopeSchema.safeParse(dsse_jsonOf(line));
    if (!parsed.success)
        return undefined;
    const { payload, payloadType, signatures } = parsed.data;
    return {
        payload: Buffer.from(payload, 'base64'),
        payloadType,
        signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: Buffer.from(sig, 'base64') })),
    };
}
function dsse_jsonOf(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** Unknown signatures are ignored; one bad signature of a known key refuses all (C2SP signed-note says the same). */
function signersOf(envelope, keys) {
    const message = pae(envelope.payloadType, envelope.payload);
    const by = [];
    for (const { keyid, sig } of envelope.signatures) {
        const named = keys.filter((key) => key.id === keyid);
        // Two keys may share an id of four bytes: the signature is good when it is by one of them.
        const signer = named.find((key) => (0,external_node_crypto_namespaceObject.verify)(null, message, key.key, sig));
        if (signer !== undefined)
            by.push(signer);
        else if (named.length > 0)
            return { kind: 'bad', keyid };
    }
    return by.length > 0 ? { kind: 'signed', by } : { kind: 'unknown' };
}

;// CONCATENATED MODULE: ./build/shared/evidence/statement.js




/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';
/** https://slsa.dev/spec/v1.2/verification_summary */
const VSA_TYPE = 'https://slsa.dev/verification_summary/v1';
const SLSA_VERSION = '1.2';
/** What a verdict says to other gates (DESIGN.md, table of conclusions), as bytes that are signed and never rewritten. */
function statementOf(sealed, verdict, enforce) {
    if (!enforce)
        return { kind: 'none', why: 'the gate only observes, and an observation is evidence for nothing' };
    const levels = levelsOf(verdict);
    if (levels === undefined)
        return { kind: 'none', why: `a verdict that is ${verdict.conclusion} has none` };
    const { subject } = verdict;
    const [policy] = sealed.evidence.policy.parts;
    if (policy === undefined)
        return { kind: 'none', why: 'no policy file was read' };
    if (subject.repositoryId === undefined || subject.ownerId === undefined) {
        return { kind: 'none', why: 'the numeric ids of repository and owner are unknown here, and names can be reused' };
    }
    const { repositoryId, ownerId } = subject;
    const statement = {
        _type: STATEMENT_TYPE,
        subject: [subjectOf(subject, sealed.sha256)],
        predicateType: VSA_TYPE,
        predicate: {
            verifier: { id: verifierId(verdict.gate), version: { [verdict.gate]: sealed.evidence.tool.version } },
            timeVerified: sealed.evidence.now,
            resourceUri: subject.uri,
            policy: { uri: policyUri(subject, policy), digest: { sha256: policy.sha256 } },
            inputAttestations: [{ uri: 'evidence.json', digest: { sha256: sealed.sha256 } }],
            ...levels,
            slsaVersion: SLSA_VERSION,
            'urn:production-gates:gate': verdict.gate,
            'urn:production-gates:repository-id': repositoryId,
            'urn:production-gates:owner-id': ownerId,
            'urn:production-gates:policy-parts': digestsOf(sealed.evidence.policy.parts),
            'urn:production-gates:enforce': true,
            'urn:production-gates:strength': verdict.strength,
            ...(subject.baseRef !== undefined && { 'urn:production-gates:base-ref': subject.baseRef }),
            ...(subject.pull !== undefined && { 'urn:production-gates:pull': subject.pull }),
            ...(verdict.validUntil !== undefined && { 'urn:production-gates:valid-until': verdict.validUntil }),
        },
    };
    return { kind: 'statement', statement, bytes: Buffer.from(canonicalJson(statement)) };
}
/** VSA knows PASSED and FAILED only; what is neither gets no statement, so that its reader fails closed. */
function levelsOf({ conclusion, gate }) {
    switch (conclusion) {
        case 'pass':
            return { verificationResult: 'PASSED', verifiedLevels: passedLevels(gate) };
        case 'fail':
        case 'overridden':
            return { verificationResult: 'FAILED', verifiedLevels: ['FAILED'] };
        case 'waiting':
        case 'blind':
            return undefined;
    }
}
/** SLSA reserves `SLSA_`; a Source VSA must name a source level, and UNEVALUATED is the honest one. */
const passedLevels = (gate) => [
    'SLSA_SOURCE_LEVEL_UNEVALUATED',
    `ORG_SOURCE_GATE_${gate.toUpperCase().replaceAll('-', '_')}`,
];
const verifierId = (gate) => `urn:production-gates:${gate}`;
function subjectOf(subject, evidenceSha256) {
    if (subject.commit === undefined)
        return { name: 'evidence.json', digest: { sha256: evidenceSha256 } };
    return {
        uri: commitUri(subject.uri, subject.commit),
        digest: { gitCommit: subject.commit, ...(subject.tree !== undefined && { gitTree: subject.tree }) },
        ...(subject.baseRef !== undefined && { annotations: { sourceRefs: [subject.baseRef] } }),
    };
}
/** `git+https://github.com/acme/app` -> `https://github.com/acme/app/commit/<sha>`: a page that a person can open. */
const commitUri = (uri, commit) => `${uri.replace(/^git\+/, '')}/commit/${commit}`;
/** A part that says only its path is of the judged repository: `git+https://...@refs/heads/main#.github/production.yml`. */
function policyUri(subject, { uri }) {
    if (uri.includes('#'))
        return uri;
    return `${subject.uri}${subject.baseRef === undefined ? '' : `@${subject.baseRef}`}#${uri}`;
}
const statement_hex = (pattern) => schemas_string().check(_regex(pattern));
const statement_sha256 = statement_hex(/^[0-9a-f]{64}$/);
const gitObject = statement_hex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const statement_text = schemas_string().check(_minLength(1), _maxLength(2000));
const id = schemas_int().check(_positive());
const instant = statement_hex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/);
const strength = literal([0, 1, 2, 3]);
/** Strict: a field that is not known is not checked, and what is not checked must not be there. */
const statementSchema = strictObject({
    _type: literal(STATEMENT_TYPE),
    subject: tuple([
        strictObject({
            uri: optional(statement_text),
            name: optional(literal('evidence.json')),
            digest: strictObject({
                gitCommit: optional(gitObject),
                gitTree: optional(gitObject),
                sha256: optional(statement_sha256),
            }),
            annotations: optional(strictObject({ sourceRefs: tuple([statement_text]) })),
        }),
    ]),
    predicateType: literal(VSA_TYPE),
    predicate: strictObject({
        verifier: strictObject({ id: statement_text, version: record(statement_text, statement_text) }),
        timeVerified: instant,
        resourceUri: statement_text,
        policy: strictObject({ uri: statement_text, digest: strictObject({ sha256: statement_sha256 }) }),
        inputAttestations: tuple([
            strictObject({ uri: literal('evidence.json'), digest: strictObject({ sha256: statement_sha256 }) }),
        ]),
        verificationResult: schemas_enum(['PASSED', 'FAILED']),
        verifiedLevels: array(statement_text).check(_minLength(1), _maxLength(10)),
        slsaVersion: literal(SLSA_VERSION),
        'urn:production-gates:gate': schemas_enum(GATES),
        'urn:production-gates:repository-id': id,
        'urn:production-gates:owner-id': id,
        'urn:production-gates:policy-parts': array(statement_sha256).check(_minLength(1), _maxLength(100)),
        'urn:production-gates:enforce': literal(true),
        'urn:production-gates:strength': strength,
        'urn:production-gates:base-ref': optional(statement_text),
        'urn:production-gates:pull': optional(id),
        'urn:production-gates:valid-until': optional(instant),
    }),
});

;// CONCATENATED MODULE: ./build/shared/evidence/verify-statement.js





/** In the order in which they are found: a later one got further. */
const STATEMENT_PROBLEMS = [
    'unreadable',
    'key-unusable',
    'not-an-envelope',
    'wrong-payload-type',
    'unsigned',
    'bad-signature',
    'not-a-statement',
    'inconsistent',
    'signer-not-trusted',
    'wrong-gate',
    'wrong-repository',
    'wrong-owner',
    'wrong-commit',
    'wrong-tree',
    'wrong-base-ref',
    'wrong-pull',
    'wrong-policy',
    'wrong-evidence',
    'wrong-result',
    'too-weak',
    'not-yet-valid',
    'expired',
];
/** A statement has about 2 KB; a bundle has one to a few of them. */
const MAX_BYTES = 1 << 20;
const MAX_LINES = 100;
/** Runner and consumer do not share a clock. */
const verify_statement_SKEW_MS = 5 * 60_000;
/**
 * Reads a bundle (one DSSE envelope a line) and finds a statement in it that says exactly what is expected and is
 * signed by a key that the consumer trusts for this gate and repository, when it was made and now. Lines of other
 * tools do not matter (the bundle itself is not authenticated); no line may loosen what another one says.
 * Never throws: whatever the bytes are, the answer is a refusal with its reason.
 */
function verifyStatement(bytes, expected) {
    if (bytes.length > MAX_BYTES)
        return refused('unreadable', `The file has more than ${MAX_BYTES} bytes.`);
    const lines = Buffer.from(bytes)
        .toString('utf8')
        .split('\n')
        .filter((line) => line.trim() !== '');
    if (lines.length === 0)
        return refused('unreadable', 'The file is empty.');
    if (lines.length > MAX_LINES)
        return refused('unreadable', `The file has more than ${MAX_LINES} lines.`);
    const keys = keysOf(expected);
    if ('problem' in keys)
        return keys;
    const checks = lines.map((line) => checkLine(line, keys, expected));
    return checks.find((check) => check.ok) ?? furthest(checks) ?? refused('unreadable', 'The file is empty.');
}
function furthest(checks) {
    const rank = (check) => STATEMENT_PROBLEMS.indexOf(check.problem);
    return checks
        .filter((check) => !check.ok)
        .reduce((best, check) => (best === undefined || rank(check) > rank(best) ? check : best), undefined);
}
function keysOf({ keys }) {
    try {
        return keys.map((trusted) => ({ ...parseVerifierKey(trusted.key), trusted }));
    }
    catch (error) {
        if (error instanceof input_error_InputError)
            return refused('key-unusable', `trust.keys: ${error.message}`);
        throw error;
    }
}
function checkLine(line, keys, expected) {
    const envelope = parseDsse(line);
    if (envelope === undefined)
        return refused('not-an-envelope', 'A line is not a DSSE envelope.');
    if (envelope.payloadType !== IN_TOTO)
        return refused('wrong-payload-type', `An envelope does not hold ${IN_TOTO}.`);
    const signers = signersOf(envelope, keys);
    switch (signers.kind) {
        case 'unknown':
            return refused('unsigned', 'No signature is by a key of `trust.keys`.');
        case 'bad':
            return refused('bad-signature', `A signature names key ${signers.keyid} and is not by it.`);
        case 'signed':
            // Not by identity: one key may stand in several entries, for other gates, repositories or times.
            return checkSigned(envelope, keys.filter((key) => signers.by.some(({ vkey }) => vkey === key.vkey)), expected);
    }
}
function checkSigned(envelope, signers, expected) {
    const parsed = statementSchema.safeParse(verify_statement_jsonOf(envelope.payload));
    if (!parsed.success) {
        const place = parsed.error.issues[0]?.path.join('.').slice(0, 200);
        return refused('not-a-statement', `The payload is no statement of this suite, at ${place || 'its top'}.`);
    }
    const statement = parsed.data;
    const clash = inconsistency(statement);
    if (clash !== undefined)
        return refused('inconsistent', `The statement contradicts itself: ${clash}.`);
    const signer = signers.find(({ trusted }) => isTrusted(trusted, statement, expected.now));
    if (signer === undefined) {
        const names = signers.map(({ name }) => name).join(', ');
        return refused('signer-not-trusted', `${names} may not sign for this gate, this repository or at this time.`);
    }
    return difference(statement, expected) ?? { ok: true, statement, signer: signer.name };
}
function verify_statement_jsonOf(payload) {
    try {
        return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
    }
    catch {
        return undefined;
    }
}
/** What says the same thing twice must say it in the same way, or each reader would believe another half. */
function inconsistency({ subject: [subject], predicate }) {
    const gate = predicate['urn:production-gates:gate'];
    const baseRef = predicate['urn:production-gates:base-ref'];
    const levels = predicate.verificationResult === 'PASSED' ? passedLevels(gate) : ['FAILED'];
    const { gitCommit, gitTree, sha256 } = subject.digest;
    const rows = [
        [predicate.verifier.id === verifierId(gate), 'verifier and gate'],
        [Object.keys(predicate.verifier.version).join() === gate, 'verifier version and gate'],
        [predicate.verifiedLevels.join() === levels.join(), 'result and levels'],
        [predicate.policy.digest.sha256 === predicate['urn:production-gates:policy-parts'][0], 'policy and its parts'],
        [
            gitCommit === undefined
                ? subject.name !== undefined &&
                    subject.uri === undefined &&
                    subject.annotations === undefined &&
                    gitTree === undefined
                : subject.uri === commitUri(predicate.resourceUri, gitCommit) && subject.name === undefined,
            'subject and resource',
        ],
        [gitCommit === undefined || subject.annotations?.sourceRefs[0] === baseRef, 'subject and base ref'],
        [
            sha256 === (gitCommit === undefined ? predicate.inputAttestations[0].digest.sha256 : undefined),
            'subject and evidence',
        ],
    ];
    return rows.find(([same]) => !same)?.[1];
}
/** The key counts when the statement was made, as it claims, and now: a retired key must not sign for the past. */
function isTrusted(trusted, { predicate }, now) {
    const { gates, 'repository-id': repositoryId, from, until } = trusted;
    const alive = (at) => (from === undefined || Date.parse(at) >= Date.parse(from)) &&
        (until === undefined || Date.parse(at) < Date.parse(until));
    return (gates.includes(predicate['urn:production-gates:gate']) &&
        (repositoryId === undefined || repositoryId === predicate['urn:production-gates:repository-id']) &&
        alive(predicate.timeVerified) &&
        alive(now));
}
function difference({ subject: [subject], predicate }, expected) {
    const policy = policyDigest(predicate['urn:production-gates:policy-parts']);
    return (unequal('wrong-gate', 'gate', predicate['urn:production-gates:gate'], expected.gate) ??
        unequal('wrong-repository', 'repository id', predicate['urn:production-gates:repository-id'], expected.repositoryId) ??
        unequal('wrong-owner', 'owner id', predicate['urn:production-gates:owner-id'], expected.ownerId) ??
        unequal('wrong-commit', 'commit', subject.digest.gitCommit, expected.commit) ??
        unequal('wrong-tree', 'tree', subject.digest.gitTree, expected.tree) ??
        unequal('wrong-base-ref', 'base ref', predicate['urn:production-gates:base-ref'], expected.baseRef) ??
        unequal('wrong-pull', 'pull request', predicate['urn:production-gates:pull'], expected.pull) ??
        unequal('wrong-policy', 'policy digest', policy, expected.policySha256) ??
        unequal('wrong-evidence', 'evidence digest', predicate.inputAttestations[0].digest.sha256, expected.evidenceSha256) ??
        unequal('wrong-result', 'result', predicate.verificationResult, expected.result) ??
        weakness(predicate['urn:production-gates:strength'], expected.minStrength) ??
        outOfTime(predicate.timeVerified, predicate['urn:production-gates:valid-until'], expected.now));
}
function unequal(problem, what, stated, expected) {
    if (stated === expected)
        return undefined;
    return refused(problem, `The statement says ${what} ${shown(stated)}, expected is ${shown(expected)}.`);
}
const shown = (value) => value === undefined ? 'none' : JSON.stringify(value).slice(0, 200);
function weakness(strength, minimum) {
    if (strength >= minimum)
        return undefined;
    return refused('too-weak', `The gate ran at strength ${strength}, expected is at least ${minimum}.`);
}
/** NaN, from an instant that is none, makes every comparison false: each is written so that false refuses. */
function outOfTime(madeAt, validUntil, now) {
    if (!(Date.parse(madeAt) <= Date.parse(now) + verify_statement_SKEW_MS)) {
        return refused('not-yet-valid', `The statement is of ${madeAt}, and it is ${now}.`);
    }
    if (validUntil !== undefined && !(Date.parse(now) < Date.parse(validUntil))) {
        return refused('expired', `The statement was valid until ${validUntil}, and it is ${now}.`);
    }
    return undefined;
}
const refused = (problem, detail) => ({ ok: false, problem, detail });

;// CONCATENATED MODULE: ./build/verify/statement-command.js





const STATEMENT_USAGE = 'statement FILE --gate GATE --key VKEY --repository-id N --owner-id N --evidence FILE --policy-sha256 HEX ' +
    '[--commit SHA --tree SHA --base-ref REF --pull N] [--result PASSED|FAILED] [--min-strength 0-3] [--at INSTANT] [--json]';
const statement_command_OPTIONS = {
    gate: { type: 'string' },
    key: { type: 'string', multiple: true },
    'repository-id': { type: 'string' },
    'owner-id': { type: 'string' },
    evidence: { type: 'string' },
    'policy-sha256': { type: 'string' },
    commit: { type: 'string' },
    tree: { type: 'string' },
    'base-ref': { type: 'string' },
    pull: { type: 'string' },
    result: { type: 'string', default: 'PASSED' },
    'min-strength': { type: 'string', default: '0' },
    at: { type: 'string' },
    json: { type: 'boolean', default: false },
};
const REQUIRED = ['gate', 'key', 'repository-id', 'owner-id', 'evidence', 'policy-sha256'];
/**
 * Checks a signed statement against what the auditor knows. What is not given is expected to be absent, never skipped.
 * `--at` is the instant of the question: whoever looks years later asks whether it held on the day of the merge.
 */
function statementCommand(args, io) {
    const { values, positionals } = options_parse(args, statement_command_OPTIONS, STATEMENT_USAGE);
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0)
        throw new input_error_InputError(`Name one file. Usage: ${STATEMENT_USAGE}`);
    const missing = REQUIRED.filter((name) => values[name] === undefined);
    if (missing.length > 0) {
        throw new input_error_InputError(missing.map((name) => `--${name} is missing: without it the statement could be about anything.`));
    }
    const gate = gateOf(values.gate ?? '');
    const check = verifyStatement(read(io, file), {
        gate,
        repositoryId: wholeNumber('--repository-id', values['repository-id'] ?? ''),
        ownerId: wholeNumber('--owner-id', values['owner-id'] ?? ''),
        commit: values.commit,
        tree: values.tree,
        baseRef: values['base-ref'],
        pull: values.pull === undefined ? undefined : wholeNumber('--pull', values.pull),
        policySha256: values['policy-sha256'] ?? '',
        evidenceSha256: digest_sha256(read(io, values.evidence ?? '')),
        result: resultOf(values.result),
        minStrength: strengthOf(values['min-strength']),
        now: statement_command_instantOf(values.at ?? io.now()),
        // The auditor vouches for a key by handing it in: it counts for this question, whenever the statement was made.
        keys: (values.key ?? []).map((key) => ({ key, gates: [gate] })),
    });
    if (values.json)
        io.out(JSON.stringify(check));
    else if (check.ok)
        io.out(`Good: ${check.statement.predicate.verificationResult}, signed by ${check.signer}.`);
    else
        io.out(`Refused: ${check.problem}. ${check.detail}`);
    if (!check.ok && check.problem === 'key-unusable')
        return 3;
    return check.ok ? 0 : 1;
}
function gateOf(text) {
    const gate = GATES.find((name) => name === text);
    if (gate === undefined)
        throw new input_error_InputError(`--gate must be one of ${GATES.join(', ')}.`);
    return gate;
}
function resultOf(text) {
    if (text !== 'PASSED' && text !== 'FAILED')
        throw new input_error_InputError('--result must be PASSED or FAILED.');
    return text;
}
function strengthOf(text) {
    const strength = [0, 1, 2, 3].find((value) => String(value) === text);
    if (strength === undefined)
        throw new input_error_InputError('--min-strength must be 0, 1, 2 or 3.');
    return strength;
}
function statement_command_instantOf(text) {
    if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) || Number.isNaN(Date.parse(text))) {
        throw new input_error_InputError('--at must be an instant in UTC like 2026-11-20T17:04:00Z.');
    }
    return text;
}

;// CONCATENATED MODULE: ./build/verify/main.js





const USAGE = [REPLAY_USAGE, STATEMENT_USAGE, ENVELOPE_USAGE, KEYGEN_USAGE];
/** The auditor's tool: works offline, on files, years later. Errors go to `err` and are exit 3. */
function main(args, io, judges) {
    try {
        return dispatch(args, io, judges);
    }
    catch (error) {
        if (!(error instanceof input_error_InputError))
            throw error;
        for (const problem of error.problems)
            io.err(`Error: ${problem}`);
        return 3;
    }
}
function dispatch([command, ...rest], io, judges) {
    switch (command) {
        case 'replay':
            return replayCommand(rest, io, judges);
        case 'statement':
            return statementCommand(rest, io);
        case 'envelope':
            return envelopeCommand(rest, io);
        case 'keygen':
            return keygenCommand(rest, io);
        case 'help':
        case '--help':
            for (const usage of USAGE)
                io.out(usage);
            return 0;
        default:
            throw new input_error_InputError([
                command === undefined ? 'No command was given. There are:' : 'There is no such command. There are:',
                ...USAGE,
            ]);
    }
}

;// CONCATENATED MODULE: ./build/verify/index.js






const io = {
    env: process.env,
    now: () => new Date().toISOString(),
    randomBytes: external_node_crypto_namespaceObject.randomBytes,
    isDirectory: (path) => (0,external_node_fs_namespaceObject.statSync)(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    readFile: (path) => (0,external_node_fs_namespaceObject.readFileSync)(path),
    writeFile: (path, bytes, secret) => (0,external_node_fs_namespaceObject.writeFileSync)(path, bytes, secret ? { mode: 0o600, flag: 'wx' } : {}),
    out: (line) => process.stdout.write(`${line}\n`),
    err: (line) => process.stderr.write(`${line}\n`),
    bundleSha256: (gate) => {
        const bundle = (0,external_node_path_namespaceObject.join)(import.meta.dirname, '..', gate, 'index.js');
        return (0,external_node_fs_namespaceObject.existsSync)(bundle) ? digest_sha256((0,external_node_fs_namespaceObject.readFileSync)(bundle)) : undefined;
    },
};
// `| head` closes the pipe before the last line: the answer is the exit code, and it stands.
process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE')
        throw error;
});
try {
    process.exitCode = main(process.argv.slice(2), io, JUDGES);
}
catch (error) {
    console.error(error);
    process.exitCode = 3;
}

